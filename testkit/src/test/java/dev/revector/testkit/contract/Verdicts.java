package dev.revector.testkit.contract;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which checks a kit has, and which of them fail. */
final class Verdicts {
  private Verdicts() {}

  static Set<String> names(List<ContractCheck> checks) {
    Set<String> names = new TreeSet<>();
    checks.forEach(check -> names.add(check.name()));
    return names;
  }

  static Set<String> failed(List<ContractCheck> checks) {
    return names(checks.stream().filter(Verdicts::fails).toList());
  }

  private static boolean fails(ContractCheck check) {
    try {
      check.run();
      return false;
    } catch (AssertionError | Exception e) {
      return true;
    }
  }
}
