package dev.revector.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListeningTest {
  @TempDir Path dir;

  private static void assertKept(Path path) {
    FileSystemException refused =
        assertThrows(
            FileSystemException.class,
            () -> NbdServer.builder(SimulatedDisk.builder(8).build()).listenUnix(path));
    assertTrue(String.valueOf(refused.getReason()).startsWith("something else is there"));
    assertTrue(Files.exists(path, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void shouldLeaveAPipeAlone() throws Exception {
    Path pipe = dir.resolve("pipe");
    Tool.ok(dir, "mkfifo", pipe.toString());
    assertKept(pipe);
  }

  @Test
  void shouldLeaveADeviceNodeAlone() throws Exception {
    Path node = dir.resolve("node");
    Tool.Result made = Tool.run(dir, "mknod", node.toString(), "c", "1", "3");
    Tool.need(made.code() == 0, "mknod needs root");
    assertKept(node);
  }

  @Test
  void shouldLeaveFilesFoldersAndLinksAlone() throws IOException {
    assertKept(Files.createFile(dir.resolve("file")));
    assertKept(Files.createDirectory(dir.resolve("folder")));
    assertKept(Files.createSymbolicLink(dir.resolve("link"), dir.resolve("nowhere")));
  }

  @Test
  void shouldNotRemoveTheSocketOfAnother() throws Exception {
    Path socket = dir.resolve("socket");
    NbdServer first = NbdServer.builder(SimulatedDisk.builder(8).build()).listenUnix(socket);
    Files.delete(socket);
    try (NbdServer second =
        NbdServer.builder(SimulatedDisk.builder(8).build()).listenUnix(socket)) {
      first.close();
      RawClient.ready(second.address(), false).close();
    }
    assertFalse(Files.exists(socket));
  }

  @Test
  void shouldNotRemoveAFileThatTookItsPlace() throws Exception {
    Path socket = dir.resolve("socket");
    NbdServer server = NbdServer.builder(SimulatedDisk.builder(8).build()).listenUnix(socket);
    Files.delete(socket);
    Files.createFile(socket);
    server.close();
    assertTrue(Files.exists(socket));
  }

  @Test
  void shouldReplaceTheSocketOfADeadServer() throws Exception {
    Path socket = dir.resolve("socket");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertTrue(Files.exists(socket));
    try (NbdServer server =
        NbdServer.builder(SimulatedDisk.builder(8).build()).listenUnix(socket)) {
      assertEquals("nbd+unix:///?socket=" + socket, server.uri());
    }
  }
}
