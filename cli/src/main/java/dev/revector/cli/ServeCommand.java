package dev.revector.cli;

import dev.revector.DeviceBusyException;
import dev.revector.nbd.NbdServer;
import dev.revector.nbd.NbdServerBuilder;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code revector serve}. */
@Command(
    name = "serve",
    description = "Serves the remapped disk to NBD clients: QEMU, libnbd, fio, Linux.",
    footer = {
      "",
      "Prints 'listening on' and the NBD URI when it is ready. SIGTERM or SIGINT:",
      "answers what it has taken, flushes, closes and exits with 0.",
      "",
      "With --read-only the map is served as it was at the start: the pair must not be",
      "open for writing, and no writer may be started meanwhile."
    })
final class ServeCommand extends BaseCommand {
  @Mixin MainOptions pair = new MainOptions();

  @ArgGroup(multiplicity = "1")
  Place place = new Place();

  @Mixin TlsOptions tls = new TlsOptions();

  @Option(names = "--read-only", description = "Refuses writes, and takes no lock.")
  boolean readOnly;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The export's name; default none, which clients assume.")
  String name = "";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long a client may keep the server waiting; default ${DEFAULT-VALUE}.")
  int timeoutSeconds = 30;

  @Option(
      names = "--events",
      description =
          "Tells on standard error of remaps, pending sectors, damaged metadata copies and"
              + " clients; with --json as JSON lines.")
  boolean events;

  /** Where it listens. */
  static final class Place {
    @Option(
        names = "--socket",
        paramLabel = "PATH",
        description = "Listens on a Unix socket; one that a dead server left is replaced.")
    @Nullable Path socket;

    @Option(
        names = "--listen",
        paramLabel = "HOST:PORT",
        converter = HostPort.class,
        description = "Listens on a TCP port; without TLS only on a loopback address.")
    @Nullable InetSocketAddress address;
  }

  ServeCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    if (timeoutSeconds < 1) {
      throw new IllegalArgumentException(
          "no valid timeout: seconds=" + timeoutSeconds + "; give at least 1");
    }
    try (Stop stop = new Stop()) {
      int code = serve(stop);
      stop.done(code);
      return code;
    }
  }

  private int serve(Stop stop) throws IOException {
    Pair opened = open();
    try (opened;
        EventWatch watch = events ? watch(opened) : null;
        NbdServer server = listen(builder(opened, watch))) {
      if (common.json) {
        answer(new ServeDocument(Json.SCHEMA, server.uri()));
      } else {
        console.print("listening on " + server.uri() + "\n");
        console.flush();
      }
      stop.await();
    } catch (IOException e) {
      if (!stop.asked()) {
        throw e;
      }
      // The process is about to be halted, so it is said here.
      Failure failure = Failure.of(e);
      console.error(failure.message());
      return failure.code();
    }
    return ExitCode.OK;
  }

  /** A reader does not learn how a writer changes the map, and would serve what it was. */
  private Pair open() throws IOException {
    Pair opened = pair.open(!readOnly);
    if (readOnly && opened.target().status().metadata().live()) {
      opened.close();
      throw new DeviceBusyException(
          "pair is open for writing: spare="
              + opened.spare().path()
              + "; stop that process, or use the server that it may be");
    }
    return opened;
  }

  private EventWatch watch(Pair opened) {
    return EventWatch.start(opened.target(), console, common.json);
  }

  private NbdServerBuilder builder(Pair opened, @Nullable EventWatch watch) throws IOException {
    NbdServerBuilder builder =
        NbdServer.builder(opened.target())
            .name(name)
            .description("revector " + opened.main().map(Disk::path).orElse(""))
            .readOnly(readOnly)
            .timeout(Duration.ofSeconds(timeoutSeconds));
    tls.load().ifPresent(builder::tls);
    if (watch != null) {
      builder.listener(watch);
    }
    return builder;
  }

  private NbdServer listen(NbdServerBuilder builder) throws IOException {
    InetSocketAddress address = place.address;
    if (address == null) {
      Path socket = place.socket;
      if (socket == null) {
        throw new IllegalStateException("a required option is missing");
      }
      return builder.listenUnix(socket);
    }
    String shown = address.getHostString() + ":" + address.getPort();
    try {
      return builder.listenTcp(address);
    } catch (BindException | UnknownHostException e) {
      FileSystemException refused =
          new FileSystemException(shown, null, "cannot listen there: " + e.getMessage());
      refused.initCause(e);
      throw refused;
    }
  }
}
