package dev.revector.nbd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scripts for libnbd's Python binding, which can be told to send what it knows to be illegal. */
@Timeout(120)
class ScriptsTest {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String BINDING = "/usr/lib/python3/dist-packages/nbd.py";

  @TempDir Path dir;
  private Rig rig;

  @BeforeEach
  void start() throws IOException {
    Tool.need(PYTHON, BINDING);
    rig = new Rig(dir);
  }

  @AfterEach
  void stop() throws IOException {
    if (rig != null) {
      rig.close();
    }
  }

  private void run(String script) throws Exception {
    Path file = Files.writeString(dir.resolve("script.py"), COMMON + script);
    String output = Tool.ok(dir, PYTHON, file.toString(), rig.uri());
    assertTrue(output.contains("all is well"), output);
  }

  /** Connects; {@code fails} expects an error with this number and a connection that lives on. */
  private static final String COMMON =
      """
      import errno, nbd, sys

      def connect(structured=True):
          h = nbd.NBD()
          h.set_request_structured_replies(structured)
          if structured:
              h.add_meta_context("base:allocation")
              h.add_meta_context("x-revector:state")
          h.connect_uri(sys.argv[1])
          return h

      def fails(h, code, call):
          try:
              call()
          except nbd.Error as e:
              assert e.errnum == code, (e.errnum, code, e.string)
          else:
              raise AssertionError("no error: %d was expected" % code)
          assert len(h.pread(512, 0)) == 512

      def states(h, count, offset, flags=0):
          found = []
          def extent(context, at, entries, error):
              if context == "x-revector:state":
                  found.extend(entries)
          h.block_status(count, offset, extent, flags)
          return list(zip(found[::2], found[1::2]))

      """;

  @Test
  void shouldFailExactlyTheUnreadableSectorsUntilTheyAreWritten() throws Exception {
    rig.main.faults().failUntilWritten(100, 2);
    rig.main.faults().failUntilWritten(110, 1);
    run(
        """
        for structured in (True, False):
            h = connect(structured)
            bad = [i for i in range(96, 120) if i in (100, 101, 110)]
            for i in range(96, 120):
                if i in bad:
                    fails(h, errno.EIO, lambda: h.pread(512, i * 512))
                else:
                    assert len(h.pread(512, i * 512)) == 512
            fails(h, errno.EIO, lambda: h.pread(65536, 0))
            assert len(h.pread(8 * 512, 102 * 512)) == 8 * 512
            h.shutdown()

        h = connect()
        chunks = []
        def chunk(data, offset, status, error):
            chunks.append((offset, len(data), status, error.value))
        fails(h, errno.EIO, lambda: h.pread_structured(32 * 512, 96 * 512, chunk))
        assert chunks[-1] == (100 * 512, 0, nbd.READ_ERROR, errno.EIO), chunks
        assert sum(c[1] for c in chunks) == 4 * 512, chunks
        assert states(h, 64 * 512, 64 * 512) == [
            (36 * 512, 0), (1024, 2), (8 * 512, 0), (512, 2), (17 * 512, 0)], states(
            h, 64 * 512, 64 * 512)
        assert states(h, 64 * 512, 64 * 512, nbd.CMD_FLAG_REQ_ONE) == [(36 * 512, 0)]

        h.pwrite(b"x" * 1536, 100 * 512)
        h.pwrite(b"y" * 512, 110 * 512, nbd.CMD_FLAG_FUA)
        assert h.pread(1536, 100 * 512) == b"x" * 1536
        assert h.pread(512, 110 * 512) == b"y" * 512
        assert all(flags in (0, 1) for _, flags in states(h, 65536, 0))
        h.shutdown()
        print("all is well")
        """);
  }

  @Test
  void shouldRefuseIllegalRequestsAndLiveOn() throws Exception {
    byte[] before = rig.main.peek(0, 4096);
    run(
        """
        h = connect()
        size = h.get_size()
        h.set_strict_mode(0)
        E = errno
        fails(h, E.EINVAL, lambda: h.pread(512, size))
        fails(h, E.EINVAL, lambda: h.pread(1024, size - 512))
        fails(h, E.EINVAL, lambda: h.pread(512, 2**63 - 512))
        fails(h, E.EINVAL, lambda: h.pread(512, 2**64 - 512))
        fails(h, E.ENOSPC, lambda: h.pwrite(b"x" * 512, size))
        fails(h, E.ENOSPC, lambda: h.pwrite(b"x" * 1024, size - 512))
        fails(h, E.ENOSPC, lambda: h.zero(1024, size - 512))
        fails(h, E.EINVAL, lambda: h.trim(1024, size - 512))
        fails(h, E.EINVAL, lambda: h.cache(1024, size - 512))
        fails(h, E.EINVAL, lambda: states(h, 1024, size - 512))
        for offset, count in ((1, 512), (0, 511), (256, 512), (511, 2)):
            fails(h, E.EINVAL, lambda: h.pread(count, offset))
            fails(h, E.EINVAL, lambda: h.pwrite(b"x" * count, offset))
            fails(h, E.EINVAL, lambda: h.zero(count, offset))
            fails(h, E.EINVAL, lambda: h.trim(count, offset))
        fails(h, E.EINVAL, lambda: h.pwrite(b"x" * 512, 0, 0x40))
        fails(h, E.EINVAL, lambda: h.pwrite(b"x" * 512, 0, nbd.CMD_FLAG_DF))
        fails(h, E.EINVAL, lambda: h.pwrite(b"x" * 512, 0, nbd.CMD_FLAG_NO_HOLE))
        fails(h, E.EINVAL, lambda: h.trim(512, 0, nbd.CMD_FLAG_FAST_ZERO))
        fails(h, E.EINVAL, lambda: h.pread(512, 0, nbd.CMD_FLAG_REQ_ONE))
        fails(h, E.ENOTSUP, lambda: h.zero(512, 0, nbd.CMD_FLAG_FAST_ZERO))
        fails(h, E.EINVAL, lambda: h.pread(32 * 1024 * 1024 + 512, 0))
        assert states(h, 65536, 0) == [(65536, 0)]
        h.cache(65536, 0)
        h.shutdown()

        h = connect(False)
        h.set_strict_mode(0)
        fails(h, E.EINVAL, lambda: h.pread(512, 0, nbd.CMD_FLAG_DF))
        h.shutdown()
        print("all is well")
        """);
    assertArrayEquals(before, rig.main.peek(0, 4096));
  }

  @Test
  void shouldRefuseEveryWriteWhenReadOnly() throws Exception {
    try (NbdServer reader =
        NbdServer.builder(rig.target).readOnly(true).listenUnix(dir.resolve("reader"))) {
      Path file =
          Files.writeString(
              dir.resolve("script.py"),
              COMMON
                  + """
                  h = connect()
                  assert h.is_read_only()
                  h.set_strict_mode(0)
                  fails(h, errno.EPERM, lambda: h.pwrite(b"x" * 512, 0))
                  fails(h, errno.EPERM, lambda: h.zero(512, 0))
                  h.flush()
                  h.shutdown()
                  print("all is well")
                  """);
      String output = Tool.ok(dir, PYTHON, file.toString(), reader.uri());
      assertTrue(output.contains("all is well"), output);
    }
  }
}
