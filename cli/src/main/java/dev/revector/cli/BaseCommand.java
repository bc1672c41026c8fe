package dev.revector.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;

/** What all commands share: where their words and their result go. */
abstract class BaseCommand implements Callable<Integer> {
  final Console console;

  @Mixin CommonOptions common = new CommonOptions();

  BaseCommand(Console console) {
    this.console = console;
  }

  /** Says something to the user at once: on standard output unless that is for JSON. */
  final void say(String line) throws IOException {
    if (common.quiet) {
      return;
    }
    if (common.json) {
      console.message(line);
    } else {
      console.print(line + "\n");
      console.flush();
    }
  }

  /** Colours for what {@link #say} prints. */
  final Ansi ansi() {
    return common.json ? console.ansiErr() : console.ansiOut();
  }

  /** Gives the JSON document that is the result, if it was asked for. */
  final void answer(Object document) throws IOException {
    if (common.json) {
      Json.write(console.stdout(), document, false);
      console.flush();
    }
  }
}
