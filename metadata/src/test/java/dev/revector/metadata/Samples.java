package dev.revector.metadata;

import dev.revector.DeviceGeometry;
import dev.revector.MapRun;
import dev.revector.PairIdentity;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import java.util.List;
import java.util.UUID;

/** Values that the tests of this package share. */
final class Samples {
  static final UUID PAIR = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  static final Envelope ENVELOPE = new Envelope(PAIR, 1);

  private Samples() {}

  /** Three copies on a spare of 1024 blocks of 512 bytes, the second in two pieces. */
  static Layout layout() {
    return new Layout(
        1,
        512,
        "linear",
        8,
        10,
        1,
        0,
        List.of(256L, 512L, 768L),
        List.of(
            List.of(new BlockRun(0, 0, 20)),
            List.of(new BlockRun(0, 400, 15), new BlockRun(0, 600, 5)),
            List.of(new BlockRun(0, 1004, 20))));
  }

  static PairIdentity pair() {
    return pair(1024);
  }

  static PairIdentity pair(long spareSectors) {
    return new PairIdentity(
        PAIR,
        new DeviceGeometry(1L << 33, 512, 512),
        "wwn-0x5000c500a1b2c3d4",
        512,
        List.of(spareSectors),
        1_700_000_000L);
  }

  static MapRun run(long lba, int count, long spareSector) {
    return new MapRun(
        lba, count, SectorState.MAPPED, 0, spareSector, RemapReason.WRITE_ERROR, 5, 1);
  }

  static Header header() {
    return header(layout());
  }

  static Header header(Layout layout) {
    Root root = new Root(0x1122334455667788L, 7, 2, 5);
    return new Header(0, 0, 0, 13, 3, 40, 0x0102030405060708L, root, pair(), layout);
  }

  /** A header of an empty table, on a spare of so many sectors. */
  static Header header(Layout layout, long spareSectors) {
    return new Header(0, 0, 0, 13, 3, 40, 7, Root.EMPTY, pair(spareSectors), layout);
  }
}
