package dev.revector.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said before the first request. */
@Timeout(60)
class HandshakeTest {
  private static final long SECTORS = 4096;
  private static final int FLAGS =
      Protocol.HAS_FLAGS
          | Protocol.SEND_FLUSH
          | Protocol.SEND_FUA
          | Protocol.SEND_TRIM
          | Protocol.SEND_WRITE_ZEROES
          | Protocol.CAN_MULTI_CONN
          | Protocol.SEND_CACHE
          | Protocol.SEND_FAST_ZERO;

  @TempDir Path dir;
  private final List<NbdServer> servers = new ArrayList<>();

  @AfterEach
  void stop() throws IOException {
    for (NbdServer server : servers) {
      server.close();
    }
  }

  private NbdServer serve(int sectorSize) throws IOException {
    SimulatedDisk disk = SimulatedDisk.builder(SECTORS).sectorSize(sectorSize).build();
    NbdServer server =
        NbdServer.builder(disk)
            .name("disk")
            .description("what it is")
            .listenUnix(dir.resolve("socket" + sectorSize));
    servers.add(server);
    return server;
  }

  private static byte[] query(String name, int... asked) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer query = ByteBuffer.allocate(6 + text.length + 2 * asked.length);
    query.putInt(text.length).put(text).putShort((short) asked.length);
    for (int one : asked) {
      query.putShort((short) one);
    }
    return query.array();
  }

  @Test
  void shouldInformAsAskedAndGoOnWithTheOptions() throws IOException {
    try (RawClient client = RawClient.greeted(serve(512).address())) {
      client.option(
          Protocol.OPT_INFO, query("disk", Protocol.INFO_NAME, Protocol.INFO_DESCRIPTION, 77));
      ByteBuffer export = info(client, Protocol.INFO_EXPORT);
      assertEquals(SECTORS * 512, export.getLong());
      assertEquals(FLAGS, Short.toUnsignedInt(export.getShort()));
      ByteBuffer sizes = info(client, Protocol.INFO_BLOCK_SIZE);
      assertEquals(512, sizes.getInt());
      assertEquals(4096, sizes.getInt());
      assertEquals(32 << 20, sizes.getInt());
      assertEquals("disk", text(info(client, Protocol.INFO_NAME)));
      assertEquals("what it is", text(info(client, Protocol.INFO_DESCRIPTION)));
      client.expectAck();
      client.option(Protocol.OPT_GO, query("other"));
      assertEquals(Protocol.REP_ERR_UNKNOWN, client.optionReply().type());
      client.go("disk");
      assertEquals(0, client.ask(0, Protocol.CMD_READ, 0, 512).error());
    }
  }

  private static ByteBuffer info(RawClient client, int type) throws IOException {
    RawClient.OptionReply reply = client.optionReply();
    assertEquals(Protocol.REP_INFO, reply.type());
    assertEquals(type, reply.data().getShort());
    return reply.data();
  }

  private static String text(ByteBuffer data) {
    return StandardCharsets.UTF_8.decode(data).toString();
  }

  @Test
  void shouldListItsExport() throws IOException {
    try (RawClient client = RawClient.greeted(serve(512).address())) {
      client.option(Protocol.OPT_LIST, new byte[0]);
      RawClient.OptionReply reply = client.optionReply();
      assertEquals(Protocol.REP_SERVER, reply.type());
      assertEquals(4, reply.data().getInt());
      assertEquals("diskwhat it is", text(reply.data()));
      client.expectAck();
    }
  }

  @Test
  void shouldAcknowledgeAnAbortAndClose() throws IOException {
    try (RawClient client = RawClient.greeted(serve(512).address())) {
      client.option(Protocol.OPT_ABORT, new byte[0]);
      client.expectAck();
      client.awaitClose();
    }
  }

  @Test
  void shouldServeTheOldWayWithPaddingUnlessItIsDeclined() throws IOException {
    NbdServer server = serve(512);
    for (int declined : new int[] {0, Protocol.NO_ZEROES}) {
      try (RawClient client = RawClient.connect(server.address())) {
        client.receive(18);
        client.send(ByteBuffer.allocate(4).putInt(Protocol.FIXED_NEWSTYLE | declined));
        client.option(Protocol.OPT_EXPORT_NAME, "disk".getBytes(StandardCharsets.UTF_8));
        ByteBuffer export = client.receive(declined == 0 ? 134 : 10);
        assertEquals(SECTORS * 512, export.getLong());
        assertEquals(FLAGS, Short.toUnsignedInt(export.getShort()));
        assertEquals(0, client.ask(0, Protocol.CMD_READ, 0, 512).error());
      }
    }
    try (RawClient client = RawClient.greeted(server.address())) {
      client.option(Protocol.OPT_EXPORT_NAME, "other".getBytes(StandardCharsets.UTF_8));
      client.awaitClose();
    }
  }

  @Test
  void shouldServeLargeSectorsOnlyToThoseWhoAskForBlockSizes() throws IOException {
    NbdServer server = serve(4096);
    try (RawClient client = RawClient.greeted(server.address())) {
      client.option(Protocol.OPT_GO, query("disk"));
      assertEquals(Protocol.REP_ERR_BLOCK_SIZE_REQD, client.optionReply().type());
      client.go("disk");
      assertEquals(Protocol.EINVAL, client.ask(0, Protocol.CMD_READ, 0, 512).error());
      assertEquals(0, client.ask(0, Protocol.CMD_READ, 0, 4096).error());
    }
    try (RawClient client = RawClient.greeted(server.address())) {
      client.option(Protocol.OPT_EXPORT_NAME, new byte[0]);
      assertThrows(IOException.class, () -> client.receive(10));
    }
  }

  @Test
  void shouldWriteZeroesAndKeepWhatIsDurableAtOnce() throws IOException {
    SimulatedDisk disk = SimulatedDisk.builder(SECTORS).build();
    NbdServer server = NbdServer.builder(disk).listenUnix(dir.resolve("zeroes"));
    servers.add(server);
    disk.poke(0, Arrays.copyOf(new byte[] {1}, 512));
    try (RawClient client = RawClient.ready(server.address(), false)) {
      int flags = Protocol.FLAG_NO_HOLE | Protocol.FLAG_FUA;
      assertEquals(0, client.ask(flags, Protocol.CMD_WRITE_ZEROES, 0, 4096).error());
      assertEquals(0, disk.peek(0, 1)[0]);
      assertEquals(0, disk.pendingFragments().size());
      assertEquals(0, client.ask(Protocol.FLAG_FUA, Protocol.CMD_TRIM, 8192, 4096).error());
    }
  }
}
