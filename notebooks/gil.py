import os, time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
def chop(pieces):
    for i in range(pieces): i * i

def measure(name, pool):  # how long it took, and how many cores were at work on average
    start, cpu = time.perf_counter(), sum(os.times()[:4])
    with pool: list(pool.map(chop, [2_000_000] * 3))
    took = time.perf_counter() - start
    print(f'{name};{took * 1000:.0f};{(sum(os.times()[:4]) - cpu) / took:.2f}')

if __name__ == '__main__':
    measure('one thread', ThreadPoolExecutor(1))
    measure('three threads', ThreadPoolExecutor(3))
    measure('three processes', ProcessPoolExecutor(3))
