"""An NBD client that writes until the server fails, then says what must have survived.

Arguments: URI, seed, version of the first write, number of sectors. Prints a line "SECTOR DURABLE
ISSUED" for each sector that it wrote: the newest version that it had flushed, or written with FUA,
and the newest that it had sent; 0 stands for none. A sector's content is its number and version.
"""

import random
import struct
import sys

import nbd

uri, seed, version, sectors = sys.argv[1], *map(int, sys.argv[2:])
luck = random.Random(seed)
issued, acknowledged, durable = {}, {}, {}

client = nbd.NBD()
client.connect_uri(uri)
try:
    for _ in range(2000):
        if luck.randrange(6) == 0:
            client.flush()
            durable.update(acknowledged)
            continue
        version += 1
        first, count = luck.randrange(sectors - 3), 1 + luck.randrange(3)
        numbers = range(first, first + count)
        data = b"".join(struct.pack(">qq", number, version) * 32 for number in numbers)
        issued.update((number, version) for number in numbers)
        fua = luck.randrange(4) == 0
        client.pwrite(data, first * 512, nbd.CMD_FLAG_FUA if fua else 0)
        acknowledged.update((number, version) for number in numbers)
        if fua:
            durable.update((number, version) for number in numbers)
except nbd.Error as error:
    print("# " + error.string)
for number, last in issued.items():
    print(number, durable.get(number, 0), last)
