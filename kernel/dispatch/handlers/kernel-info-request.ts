/** kernel_info_request: who the kernel is, and in the reply's metadata which runs can be followed (`runs.ts`). Needs no engine, so that it is answered while that starts and while a cell spins. */
import { PROTOCOL_VERSION } from '../../protocol/session';
import type { KernelInfoReply } from '../../protocol/messages/kernel-info';
import type { Handler } from '../handler';

/** The version of the language that cells are written in: that of the TypeScript compiler in package.json. */
const TYPESCRIPT_VERSION = '7.0.2';

export const kernelInfoHandler: Handler<'kernel_info_request'> = {
  handle: (_request, { implementationVersion, runs }) => {
    const content = describe(implementationVersion);
    const listed = runs.list();
    return listed.length === 0 ? { content } : { content, metadata: { awaitbook: { runs: listed } } };
  },
};

function describe(version: string): KernelInfoReply {
  return {
    status: 'ok',
    protocol_version: PROTOCOL_VERSION,
    implementation: 'awaitbook',
    implementation_version: version,
    language_info: {
      name: 'typescript',
      version: TYPESCRIPT_VERSION,
      mimetype: 'text/typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
      codemirror_mode: 'typescript',
      nbconvert_exporter: 'script',
    },
    banner: `Awaitbook ${version}: TypeScript ${TYPESCRIPT_VERSION} on Node ${process.versions.node}, with real top-level await`,
    help_links: [
      { text: 'TypeScript handbook', url: 'https://www.typescriptlang.org/docs/handbook/' },
      { text: 'Node.js documentation', url: 'https://nodejs.org/docs/latest/api/' },
      { text: 'Jupyter documentation', url: 'https://docs.jupyter.org/' },
    ],
    debugger: false,
    supported_features: [],
  };
}
