package dev.revector.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;

/** Runs one command line inside this process. */
final class Cli {
  private static final String ROOT_HELP = "revector --help";

  /** The commands in the order in which the help lists them. */
  private static final Map<String, Function<Console, Callable<Integer>>> COMMANDS =
      Commands.byName();

  private Cli() {}

  /** Runs a command on streams that are no terminals and returns its exit code. */
  static int run(String[] args, InputStream in, OutputStream out, OutputStream err) {
    return run(args, new Console(in, out, err, Console.Terminals.NONE));
  }

  /** Runs a command and returns its exit code. */
  static int run(String[] args, Console console) {
    int code;
    try {
      code = commandLine(args, console).execute(args);
    } catch (RuntimeException | Error e) {
      code = report(Failure.of(e), e, ROOT_HELP, console);
    }
    try {
      console.flush();
    } catch (IOException e) {
      return code == ExitCode.OK ? report(Failure.of(e), e, ROOT_HELP, console) : code;
    }
    return code;
  }

  /** Knows only the command that is asked for: reflection over all of them would cost start-up. */
  private static CommandLine commandLine(String[] args, Console console) {
    CommandLine root = new CommandLine(new Revector());
    String wanted = args.length == 0 ? "" : args[0];
    COMMANDS.forEach(
        (name, command) -> {
          if (!COMMANDS.containsKey(wanted) || name.equals(wanted)) {
            root.addSubcommand(name, command.apply(console));
          }
        });
    root.setOut(writer(console.stdout()));
    root.setErr(writer(console.stderr()));
    root.setColorScheme(Help.defaultColorScheme(console.ansiOut()));
    root.setUsageHelpAutoWidth(false);
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setExpandAtFiles(false);
    root.setParameterExceptionHandler((e, ignored) -> misuse(e, console));
    root.setExecutionExceptionHandler(
        (e, command, parsed) -> report(Failure.of(e), e, help(command), console));
    return root;
  }

  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private static int misuse(ParameterException e, Console console) {
    String message = decapitalise(Failure.oneLine(String.valueOf(e.getMessage())));
    return report(
        new Failure(ExitCode.USAGE, message, false), e, help(e.getCommandLine()), console);
  }

  private static int report(Failure failure, Throwable e, String help, Console console) {
    if (!failure.quiet()) {
      boolean usage = failure.code() == ExitCode.USAGE;
      console.error(usage ? failure.message() + "; see " + help : failure.message());
      debug(e, console);
    }
    return failure.code();
  }

  private static String help(CommandLine command) {
    return command.getCommandSpec().qualifiedName() + " --help";
  }

  private static void debug(Throwable e, Console console) {
    if (System.getenv("REVECTOR_DEBUG") != null || System.getProperty("revector.debug") != null) {
      PrintWriter writer = writer(console.stderr());
      e.printStackTrace(writer);
      writer.flush();
    }
  }

  private static String decapitalise(String text) {
    return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
