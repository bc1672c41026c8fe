package dev.revector.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** The table of commands. */
final class Commands {
  private Commands() {}

  /** How to make each command, by its name, in the order in which the help lists them. */
  static Map<String, Function<Console, Callable<Integer>>> byName() {
    Map<String, Function<Console, Callable<Integer>>> table = new LinkedHashMap<>();
    table.put("demo", DemoCommand::new);
    table.put("create", CreateCommand::new);
    table.put("status", StatusCommand::new);
    table.put("list", ListCommand::new);
    table.put("remap", RemapCommand::new);
    table.put("unmap", UnmapCommand::new);
    table.put("fill", FillCommand::new);
    table.put("serve", ServeCommand::new);
    table.put("read", ReadCommand::new);
    table.put("write", WriteCommand::new);
    table.put("check", CheckCommand::new);
    table.put("dump", DumpCommand::new);
    table.put("restore", RestoreCommand::new);
    table.put("import", ImportCommand::new);
    table.put("export", ExportCommand::new);
    return table;
  }
}
