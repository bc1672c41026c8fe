package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MapRun;
import dev.revector.MetadataDamagedException;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import dev.revector.spi.MapChange;
import dev.revector.spi.SpareRun;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What is encoded comes back, and nothing that is read does harm. */
class CodecProperties {

  @Provide
  Arbitrary<MapRun> runs() {
    return Combinators.combine(
            Arbitraries.longs().between(0, Long.MAX_VALUE - MapRun.MAX_COUNT),
            Arbitraries.integers().between(1, MapRun.MAX_COUNT),
            Arbitraries.of(SectorState.class),
            Arbitraries.integers().between(0, 255),
            Arbitraries.longs().between(0, MapRun.MAX_SPARE_SECTOR - MapRun.MAX_COUNT),
            Arbitraries.of(RemapReason.class),
            Arbitraries.longs().between(0, 0xFFFF_FFFFL),
            Arbitraries.integers().between(0, 65535))
        .as(
            (lba, count, state, spare, sector, reason, time, errors) ->
                new MapRun(
                    lba,
                    count,
                    state,
                    state.hasSlot() ? spare : 0,
                    state.hasSlot() ? sector : 0,
                    reason,
                    time,
                    errors));
  }

  @Property
  void shouldBringARunBack(@ForAll("runs") MapRun run) {
    Entry entry = Entry.of(new MapChange.Put(run));
    assertTrue(entry.isRun());
    assertEquals(run, entry.run());
  }

  @Property
  void shouldBringRetiredSectorsBack(
      @ForAll @IntRange(max = 255) int spare, @ForAll @IntRange(min = 1, max = 65535) int count) {
    SpareRun run = new SpareRun(spare, MapRun.MAX_SPARE_SECTOR - count, count);
    Entry entry = Entry.of(new MapChange.Retire(run));
    assertEquals(Entry.RETIRED, entry.state());
    assertFalse(entry.isRun());
    assertEquals(run, entry.retired());
  }

  @Property
  void shouldCutAChangeAsARunIsCut(
      @ForAll("runs") MapRun run, @ForAll @IntRange(max = 65534) int cut) {
    int from = cut % run.count();
    Entry part = Entry.of(run).slice(from, run.count());
    assertEquals(run.slice(run.lba() + from, run.end()), part.run());
  }

  @Property
  void shouldBringARecordBack(
      @ForAll long sequence,
      @ForAll long epoch,
      @ForAll long parent,
      @ForAll @Size(max = 18) List<@net.jqwik.api.From("runs") MapRun> runs) {
    List<Entry> ops = runs.stream().map(Entry::of).toList();
    ByteBuffer block =
        JournalRecord.encode(512, sequence, epoch, parent, JournalRecord.CHANGES, ops);
    JournalRecord record = JournalRecord.decode(block);
    assertEquals(sequence, record.sequence());
    assertEquals(epoch, record.epoch());
    assertEquals(parent, record.parent());
    assertEquals(JournalRecord.CHANGES, record.kind());
    assertEquals(ops, record.ops());
    assertEquals(Envelope.payloadHash(block), record.hash());
  }

  @Property
  void shouldKnowABlockOnlyInItsPlace(
      @ForAll long high,
      @ForAll long low,
      @ForAll int generation,
      @ForAll @IntRange(max = 6) int change) {
    Envelope envelope = new Envelope(new UUID(high, low), generation);
    ByteBuffer block = JournalRecord.pristine(512);
    Place place = new Place(3, 1, 77);
    envelope.seal(block, BlockType.RECORD, place);
    assertTrue(envelope.matches(block, BlockType.RECORD, place));
    assertEquals(envelope, Envelope.of(block));
    Envelope other =
        switch (change) {
          case 0 -> new Envelope(new UUID(high + 1, low), generation);
          case 1 -> new Envelope(new UUID(high, low + 1), generation);
          case 2 -> new Envelope(envelope.pair(), generation + 1);
          default -> envelope;
        };
    Place elsewhere =
        switch (change) {
          case 3 -> new Place(2, 1, 77);
          case 4 -> new Place(3, 0, 77);
          case 5 -> new Place(3, 1, 78);
          default -> place;
        };
    BlockType type = change == 6 ? BlockType.LEAF : BlockType.RECORD;
    assertFalse(other.matches(block, type, elsewhere));
  }

  @Property
  void shouldSeeEveryFlippedBit(@ForAll @IntRange(max = 4095) int bit) {
    ByteBuffer block = JournalRecord.pristine(512);
    Place place = new Place(0, 0, 5);
    Samples.ENVELOPE.seal(block, BlockType.RECORD, place);
    block.put(bit / 8, (byte) (block.get(bit / 8) ^ 1 << bit % 8));
    assertFalse(Samples.ENVELOPE.matches(block, BlockType.RECORD, place));
  }

  /** Header bytes changed at random under a right checksum: read, or refused as damaged. */
  @Property(tries = 3000)
  void shouldReadOrRefuseAnyHeader(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int changes) {
    ByteBuffer block = HeaderCodec.encode(Samples.header());
    Samples.ENVELOPE.seal(block, BlockType.HEADER, new Place(0, 0, 0));
    Random random = new Random(seed);
    for (int i = 0; i < changes; i++) {
      int at = Format.PAYLOAD + random.nextInt(changes > 30 ? 472 : 300);
      block.put(at, (byte) random.nextInt());
    }
    block.putInt(Format.HEADER_BLOCK_SIZE, 512);
    try {
      Header header = HeaderCodec.decode(block);
      HeaderRules.check(header);
      HeaderCodec.encode(header);
    } catch (MetadataDamagedException e) {
      assertEquals(MetadataDamagedException.Kind.INCONSISTENT, e.kind());
    }
  }

  @Property
  void shouldReadAnyRecordInBoundedMemory(@ForAll long seed) {
    byte[] bytes = new byte[512];
    new Random(seed).nextBytes(bytes);
    ByteBuffer block = Format.block(512).put(bytes);
    JournalRecord record = JournalRecord.decode(block);
    assertTrue(record.ops().size() <= Format.opsPerRecord(512));
  }

  /** Leaves and changes of random bits: taken, or refused with one kind of exception. */
  @Property(tries = 500)
  void shouldTakeOrRefuseAnyEntries(@ForAll long seed) {
    Random random = new Random(seed);
    EntryTable table = new EntryTable(512);
    List<Entry> entries = new ArrayList<>();
    ByteBuffer leaf = Format.block(512);
    for (int i = 0; i < Format.entriesPerLeaf(512); i++) {
      long about =
          (random.nextLong() & 0x00FF_FFFF_FFFF_FFFFL) | ((long) random.nextInt(256) << 56);
      Entry entry =
          new Entry(random.nextLong() >>> (1 + random.nextInt(60)), random.nextLong(), about);
      entries.add(entry);
      leaf.putLong(Format.PAYLOAD + i * 24, random.nextInt(3) == 0 ? entry.lba() : 0);
      leaf.putLong(Format.PAYLOAD + i * 24 + 8, entry.target());
      leaf.putLong(Format.PAYLOAD + i * 24 + 16, random.nextInt(3) == 0 ? entry.about() : 0);
    }
    try {
      table.load(leaf);
      table.index();
    } catch (IllegalArgumentException e) {
      table = new EntryTable(512);
    }
    for (Entry entry : entries) {
      try {
        table.apply(entry);
      } catch (IllegalArgumentException e) {
        return;
      }
    }
  }

  @Property
  void shouldCutAnIdentityBehindAWholePartOrElseACharacter(@ForAll String id) {
    String stored = HeaderCodec.storedId(id);
    assertTrue(id.startsWith(stored));
    int length = stored.getBytes(StandardCharsets.UTF_8).length;
    assertTrue(length <= Format.MAIN_ID_BYTES);
    boolean whole = stored.equals(id) || id.charAt(stored.length()) == ' ';
    assertTrue(whole || length > Format.MAIN_ID_BYTES - 4, () -> "cut too short: " + length);
  }
}
