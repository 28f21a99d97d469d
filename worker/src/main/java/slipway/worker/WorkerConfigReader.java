package slipway.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import slipway.worker.WorkerConfig.Space;
import slipway.worker.WorkerConfig.Timing;
import slipway.worker.driver.xbpssrc.XbpsSrcSettings;

/// Reads a worker's configuration from a tree of keys and values, as a TOML or JSON file gives it.
/// Every mistake is noted, those of [WorkerConfig#mistakes] too, so that they can be mended all at
/// once.
///
/// Sizes read `500 MiB`, spans `10 s`; paths are relative to the directory of the file.
public final class WorkerConfigReader {
  private static final Pattern SIZE = Pattern.compile("(\\d+) *(B|KiB|MiB|GiB|TiB)");
  private static final Pattern SPAN = Pattern.compile("(\\d+) *(ms|s|min|h|d)");

  private final Path base;
  private final List<String> mistakes = new ArrayList<>();

  /// What came of it: a configuration, or everything that is wrong.
  public record Result(Optional<WorkerConfig> config, List<String> mistakes) {}

  private WorkerConfigReader(Path base) {
    this.base = base;
  }

  /// Reads all of it.
  ///
  /// @param base directory that relative paths start from
  public static Result read(JsonNode root, Path base) {
    var reader = new WorkerConfigReader(base);
    WorkerConfig config = reader.config(reader.new Section("", root));
    reader.mistakes.addAll(config.mistakes());
    return reader.mistakes.isEmpty()
        ? new Result(Optional.of(config), List.of())
        : new Result(Optional.empty(), List.copyOf(reader.mistakes));
  }

  private WorkerConfig config(Section root) {
    Section space = root.section("space");
    Section timing = root.section("timing");
    Section xbpsSrc = root.section("xbps_src");
    Space spaceDefault = Space.DEFAULT;
    Path data = root.path("directory", base);
    var config =
        new WorkerConfig(
            root.text("name", ""),
            root.texts("masters", List.of()),
            root.text("trust", "").isEmpty()
                ? Optional.empty()
                : Optional.of(root.path("trust", base)),
            root.path("token_file", base.resolve("token")),
            root.texts("host_architectures", List.of()),
            root.number("slots", 1),
            root.number("jobs_per_build", 1),
            root.path("state", data.resolve("state")),
            root.path("build", data.resolve("build")),
            root.path("cache", data.resolve("cache")),
            new Space(
                space.size("reserve", spaceDefault.reserveBytes()),
                (int)
                    Math.min(
                        1 << 30, space.size("state_reserve", spaceDefault.stateReserveBytes())),
                space.size("kept_trees", spaceDefault.keptTreesBytes()),
                space.span("kept_trees_for", spaceDefault.keptTreesFor()),
                space.size("compiler_cache_floor", spaceDefault.compilerCacheFloorBytes())),
            new Timing(
                timing.span("report_every", Timing.DEFAULT.reportEvery()),
                timing.span("kill_grace", Timing.DEFAULT.killGrace())),
            root.texts("drivers", List.of("template")),
            new XbpsSrcSettings(
                xbpsSrc.texts("configuration", List.of()), xbpsSrc.texts("options", List.of())),
            root.text("location", ""));
    List.of(root, space, timing, xbpsSrc).forEach(Section::noteUnknown);
    return config;
  }

  /// One table of the file. It remembers what was asked for; what is left over is a mistake.
  private final class Section {
    private final String prefix;
    private final JsonNode node;
    private final TreeSet<String> known = new TreeSet<>();

    Section(String prefix, JsonNode node) {
      this.prefix = prefix;
      this.node = node;
    }

    Section section(String key) {
      return new Section(prefix + key + ".", value(key));
    }

    String text(String key, String otherwise) {
      JsonNode value = value(key);
      return value.isMissingNode()
          ? otherwise
          : require(value.isTextual(), key, "a text") ? value.asText() : otherwise;
    }

    List<String> texts(String key, List<String> otherwise) {
      JsonNode value = value(key);
      if (value.isMissingNode() || !require(value.isArray(), key, "a list of texts")) {
        return otherwise;
      }
      var texts = new ArrayList<String>();
      value.forEach(each -> texts.add(each.asText()));
      return texts;
    }

    int number(String key, int otherwise) {
      JsonNode value = value(key);
      return value.isMissingNode() || !require(value.canConvertToInt(), key, "a whole number")
          ? otherwise
          : value.asInt();
    }

    Path path(String key, Path otherwise) {
      String text = text(key, "");
      return text.isEmpty() ? otherwise : base.resolve(text).normalize();
    }

    long size(String key, long otherwise) {
      String text = text(key, "");
      Matcher size = SIZE.matcher(text);
      if (text.isEmpty() || !require(size.matches(), key, "a size such as \"500 MiB\"")) {
        return otherwise;
      }
      int shift = List.of("B", "KiB", "MiB", "GiB", "TiB").indexOf(size.group(2)) * 10;
      return Long.parseLong(size.group(1)) << shift;
    }

    Duration span(String key, Duration otherwise) {
      String text = text(key, "");
      Matcher span = SPAN.matcher(text);
      if (text.isEmpty() || !require(span.matches(), key, "a span such as \"10 s\"")) {
        return otherwise;
      }
      long count = Long.parseLong(span.group(1));
      return switch (span.group(2)) {
        case "ms" -> Duration.ofMillis(count);
        case "s" -> Duration.ofSeconds(count);
        case "min" -> Duration.ofMinutes(count);
        case "h" -> Duration.ofHours(count);
        default -> Duration.ofDays(count);
      };
    }

    void noteUnknown() {
      node.fieldNames()
          .forEachRemaining(name -> {
            if (!known.contains(name)) {
              mistakes.add(
                  "%s%s: there is no such key; known are %s".formatted(prefix, name, known));
            }
          });
    }

    private JsonNode value(String key) {
      known.add(key);
      return node.path(key);
    }

    private boolean require(boolean right, String key, String kind) {
      if (!right) {
        mistakes.add("%s%s: should be %s".formatted(prefix, key, kind));
      }
      return right;
    }
  }
}
