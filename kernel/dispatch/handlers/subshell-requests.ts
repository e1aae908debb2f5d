/** create_, delete_ and list_subshell_request: refused in words; `supported_features` of kernel_info does not list subshells. */
import { errorReply, RefusedError } from '../error-reply';

const refusal = () => ({ content: errorReply(new RefusedError('Subshells are not supported by this kernel yet.')) });

export const createSubshellHandler = { handle: refusal };
export const deleteSubshellHandler = { handle: refusal };
export const listSubshellHandler = { handle: refusal };
