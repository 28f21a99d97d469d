package slipway.worker.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/// Temperatures as the kernel tells them, in thousandths of a degree Celsius
/// (Documentation/ABI/testing/sysfs-class-thermal and sysfs-class-hwmon). Virtual machines have
/// none.
///
/// @param sys `/sys`
public record Sensors(Path sys) {
  private static final double LEAST = -50;
  private static final double MOST = 200;

  /// Of the hottest one that says something sensible.
  public OptionalDouble celsius() {
    OptionalDouble zones = hottest(sys.resolve("class/thermal"), "thermal_zone*", "temp");
    OptionalDouble chips = hottest(sys.resolve("class/hwmon"), "hwmon*", "temp*_input");
    if (zones.isEmpty() || chips.isEmpty()) {
      return zones.isPresent() ? zones : chips;
    }
    return OptionalDouble.of(Math.max(zones.getAsDouble(), chips.getAsDouble()));
  }

  private static OptionalDouble hottest(Path directory, String devices, String files) {
    double hottest = LEAST;
    if (Files.isDirectory(directory)) {
      try (var found = Files.newDirectoryStream(directory, devices)) {
        for (Path device : found) {
          try (var sensors = Files.newDirectoryStream(device, files)) {
            for (Path sensor : sensors) {
              hottest = Math.max(hottest, read(sensor));
            }
          }
        }
      } catch (IOException | DirectoryIteratorException notToBeRead) {
        return OptionalDouble.empty();
      }
    }
    return hottest > LEAST ? OptionalDouble.of(hottest) : OptionalDouble.empty();
  }

  private static double read(Path sensor) {
    try {
      double celsius = Long.parseLong(Files.readString(sensor).strip()) / 1000.0;
      return celsius > LEAST && celsius < MOST ? celsius : LEAST;
    } catch (IOException | NumberFormatException switchedOff) {
      return LEAST;
    }
  }
}
