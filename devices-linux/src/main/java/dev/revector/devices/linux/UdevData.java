package dev.revector.devices.linux;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One file of udev's data base: {@code S:} names a link below {@code /dev}, {@code E:} a property.
 *
 * @param links the links, without {@code /dev/}
 * @param properties the properties
 */
record UdevData(List<String> links, Map<String, String> properties) {

  static UdevData parse(String text) {
    List<String> links = new ArrayList<>();
    Map<String, String> properties = new HashMap<>();
    for (String line : text.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (line.startsWith("S:")) {
        links.add(line.substring(2));
      } else if (line.startsWith("E:") && equals > 0) {
        properties.put(line.substring(2, equals), line.substring(equals + 1).strip());
      }
    }
    return new UdevData(List.copyOf(links), Map.copyOf(properties));
  }

  /** The first of these properties that is there, or an empty text. */
  String first(String... names) {
    for (String name : names) {
      String value = properties.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }
}
