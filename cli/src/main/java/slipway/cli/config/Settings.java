package slipway.cli.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import slipway.cli.Failure;

/// One table of a TOML file, read key by key. Mistakes are collected, for the whole file, and
/// reported by [#finish]: missing keys, values of the wrong kind, and keys that nobody reads.
///
/// Paths are relative to the file's directory. Durations are written `90s`, `5m`, `4h`, `2d`; sizes
/// `512MiB`, `80GiB` or plain bytes.
public final class Settings {
  private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*(B|KiB|MiB|GiB|TiB)?");

  private final JsonNode table;
  private final String prefix;
  private final Path directory;
  private final List<String> mistakes;
  private final Set<String> read = new TreeSet<>();
  private final List<Settings> inner = new ArrayList<>();

  private Settings(JsonNode table, String prefix, Path directory, List<String> mistakes) {
    this.table = table;
    this.prefix = prefix;
    this.directory = directory;
    this.mistakes = mistakes;
  }

  /// @throws Failure if the file cannot be read or is not TOML; names the line
  public static Settings read(Path file) {
    try {
      JsonNode whole = new TomlMapper().readTree(Files.readString(file));
      Path directory = file.toAbsolutePath().getParent();
      return new Settings(
          whole, "", directory == null ? Path.of("/") : directory, new ArrayList<>());
    } catch (JsonProcessingException wrong) {
      throw new Failure(
          "%s, line %d: %s"
              .formatted(
                  file,
                  wrong.getLocation() == null ? 0 : wrong.getLocation().getLineNr(),
                  wrong.getOriginalMessage()));
    } catch (IOException unreadable) {
      throw new Failure("Cannot read the configuration " + file + ": " + unreadable.getMessage());
    }
  }

  public String text(String key) {
    return optionalText(key).orElseGet(() -> missing(key, ""));
  }

  public String text(String key, String otherwise) {
    return optionalText(key).orElse(otherwise);
  }

  public Optional<String> optionalText(String key) {
    return value(key, "a string in quotes", node -> node.isTextual() ? node.textValue() : null);
  }

  public Path path(String key) {
    return optionalPath(key).orElseGet(() -> missing(key, directory));
  }

  public Optional<Path> optionalPath(String key) {
    return optionalText(key).map(directory::resolve);
  }

  public int integer(String key, int otherwise) {
    return value(
            key,
            "a whole number",
            node -> node.canConvertToInt() && node.isIntegralNumber() ? node.intValue() : null)
        .orElse(otherwise);
  }

  public boolean flag(String key, boolean otherwise) {
    return value(key, "true or false", node -> node.isBoolean() ? node.booleanValue() : null)
        .orElse(otherwise);
  }

  public Duration duration(String key, Duration otherwise) {
    return value(
            key, "a duration such as \"90s\", \"5m\" or \"4h\"", node -> duration(node.asText("")))
        .orElse(otherwise);
  }

  /// In bytes.
  public long size(String key, long otherwise) {
    return value(key, "a size such as \"512MiB\" or \"80GiB\"", node -> size(node.asText("")))
        .orElse(otherwise);
  }

  public List<String> texts(String key) {
    return value(key, "a list of strings", Settings::strings).orElse(List.of());
  }

  /// The table `[key]`; an empty one if it is not there.
  public Settings table(String key) {
    read.add(key);
    JsonNode node = table.path(key);
    if (!node.isMissingNode() && !node.isObject()) {
      mistakes.add(prefix + key + " must be a table: [" + prefix + key + "]");
    }
    return enter(node, prefix + key + ".");
  }

  /// The tables `[[key]]`, in the order of the file.
  public List<Settings> tables(String key) {
    read.add(key);
    JsonNode node = table.path(key);
    if (!node.isMissingNode() && !node.isArray()) {
      mistakes.add(prefix + key + " must be a list of tables: [[" + prefix + key + "]]");
      return List.of();
    }
    var tables = new ArrayList<Settings>();
    for (JsonNode one : node) {
      tables.add(enter(one, prefix + key + "[" + (tables.size() + 1) + "]."));
    }
    return tables;
  }

  public boolean has(String key) {
    return table.has(key);
  }

  /// Reports what is wrong with a value that only the caller can judge.
  public void mistake(String key, String what) {
    mistakes.add(prefix + key + ": " + what);
  }

  /// @throws Failure naming every mistake of the file
  public void finish(Path file) {
    findUnknown();
    if (!mistakes.isEmpty()) {
      throw new Failure(
          "The configuration " + file + " has mistakes:\n  " + String.join("\n  ", mistakes));
    }
  }

  private void findUnknown() {
    table
        .fieldNames()
        .forEachRemaining(key -> {
          if (!read.contains(key)) {
            mistakes.add(
                prefix
                    + key
                    + " is not known here"
                    + (read.isEmpty() ? "" : "; known are " + String.join(", ", read)));
          }
        });
    inner.forEach(Settings::findUnknown);
  }

  private Settings enter(JsonNode node, String innerPrefix) {
    var settings = new Settings(node, innerPrefix, directory, mistakes);
    inner.add(settings);
    return settings;
  }

  private <T> T missing(String key, T placeholder) {
    String complaint = prefix + key + " is missing";
    if (table.path(key).isMissingNode() && !mistakes.contains(complaint)) {
      mistakes.add(complaint);
    }
    return placeholder;
  }

  private <T> Optional<T> value(String key, String kind, Function<JsonNode, @Nullable T> reader) {
    read.add(key);
    JsonNode node = table.path(key);
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    T value = reader.apply(node);
    if (value == null) {
      mistakes.add(prefix + key + " must be " + kind + ", not " + node);
    }
    return Optional.ofNullable(value);
  }

  private static @Nullable List<String> strings(JsonNode node) {
    if (!node.isArray()) {
      return null;
    }
    var texts = new ArrayList<String>();
    for (JsonNode element : node) {
      if (!element.isTextual()) {
        return null;
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  /// A length of time as people write it; nothing if it is none.
  public static Optional<Duration> durationOf(String text) {
    return Optional.ofNullable(duration(text));
  }

  private static @Nullable Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return null;
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private static @Nullable Long size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2);
    int shift = 10 * List.of("B", "KiB", "MiB", "GiB", "TiB").indexOf(unit);
    return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
  }
}
