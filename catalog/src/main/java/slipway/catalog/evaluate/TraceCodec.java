package slipway.catalog.evaluate;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import slipway.catalog.Target;
import slipway.catalog.Template;

/// Writes traces and setups as bytes, and reads them again.
///
/// Numbers are unsigned LEB128. A text is the number of an earlier one plus one, or 0 and then its length and bytes in UTF-8:
/// most texts occur many times, and so are the same object again when they are read. Lists and maps begin with their size.
/// A record begins with its kind:
///
///     1   a setup   id, targets with the values of their variables
///     2   a good trace   package, template, setup, files, variables, scope, noise, the template's fields in order
///     3   a bad trace    package, template, setup, files, variables, scope, what, where
///
/// One codec writes or reads one file from its beginning.
final class TraceCodec {
  private static final int SETUP = 1;
  private static final int GOOD = 2;
  private static final int BAD = 3;

  private final Map<String, Integer> numberByText = new HashMap<>();
  private final List<String> texts = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// Takes what was written since the last call.
  byte[] take() {
    byte[] bytes = out.toByteArray();
    out.reset();
    return bytes;
  }

  void write(Setup setup) {
    number(SETUP);
    text(setup.id());
    number(setup.valuesByName().size());
    setup
        .valuesByName()
        .forEach((target, values) -> {
          text(target.toString());
          map(values);
        });
  }

  void write(String name, Trace trace) {
    switch (trace.evaluation()) {
      case Evaluation.Good(var template, var noise) -> {
        number(GOOD);
        head(name, trace);
        text(noise);
        template(template);
      }
      case Evaluation.Bad(var what, var where, _) -> {
        number(BAD);
        head(name, trace);
        text(what);
        text(where);
      }
    }
  }

  private void head(String name, Trace trace) {
    text(name);
    text(trace.template());
    text(trace.setup());
    map(trace.files());
    map(trace.variables());
    text(trace.scope());
  }

  private void template(Template t) {
    for (String text :
        List.of(t.name(), t.version(), t.revision(), t.shortDescription(), t.buildStyle())) {
      text(text);
    }
    list(t.buildHelpers());
    list(t.archs());
    for (String text : List.of(t.nocross(), t.broken(), t.restricted(), t.repository())) {
      text(text);
    }
    number((t.bootstrap() ? 1 : 0) | (t.metapackage() ? 2 : 0));
    for (List<String> list :
        List.of(
            t.subpackages(),
            t.hostmakedepends(),
            t.makedepends(),
            t.checkdepends(),
            t.depends(),
            t.provides(),
            t.options(),
            t.defaultOptions(),
            t.reverts())) {
      list(list);
    }
  }

  private void list(List<String> list) {
    number(list.size());
    list.forEach(this::text);
  }

  private void map(Map<String, String> map) {
    number(map.size());
    new TreeMap<>(map)
        .forEach((key, value) -> {
          text(key);
          text(value);
        });
  }

  private void text(String text) {
    Integer known = numberByText.get(text);
    if (known != null) {
      number(known + 1);
      return;
    }
    number(0);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    out.writeBytes(bytes);
    remember(text);
  }

  private void remember(String text) {
    numberByText.put(text, texts.size());
    texts.add(text);
  }

  private void number(int value) {
    int rest = value;
    while (rest >= 0x80) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  /// Reads all records of `in`, which follow those read before.
  ///
  /// @throws IOException if they are not what this class writes
  void read(
      ByteBuffer in, java.util.function.Consumer<Setup> setups, BiConsumer<String, Trace> traces)
      throws IOException {
    try {
      while (in.hasRemaining()) {
        int kind = readNumber(in);
        if (kind == SETUP) {
          setups.accept(readSetup(in));
        } else if (kind == GOOD || kind == BAD) {
          readTrace(kind, in, traces);
        } else {
          throw new IOException("there is no record of kind " + kind);
        }
      }
    } catch (java.nio.BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new EOFException("a record ends too early");
    }
  }

  private Setup readSetup(ByteBuffer in) {
    String id = readText(in);
    Map<Target, Map<String, String>> values = new HashMap<>();
    for (int i = readNumber(in); i > 0; i--) {
      Target target = Target.parse(readText(in));
      values.put(target, readMap(in));
    }
    return new Setup(id, WatchedVariables.NAMES, Map.copyOf(values));
  }

  private void readTrace(int kind, ByteBuffer in, BiConsumer<String, Trace> traces) {
    String name = readText(in);
    String template = readText(in);
    String setup = readText(in);
    Map<String, String> files = readMap(in);
    Map<String, String> variables = readMap(in);
    String scope = readText(in);
    String first = readText(in);
    Evaluation evaluation =
        kind == GOOD
            ? new Evaluation.Good(readTemplate(in), first)
            : new Evaluation.Bad(first, readText(in), true);
    traces.accept(name, new Trace(template, setup, files, variables, scope, evaluation));
  }

  private Template readTemplate(ByteBuffer in) {
    String name = readText(in);
    String version = readText(in);
    String revision = readText(in);
    String description = readText(in);
    String style = readText(in);
    List<String> helpers = readList(in);
    List<String> archs = readList(in);
    String nocross = readText(in);
    String broken = readText(in);
    String restricted = readText(in);
    String repository = readText(in);
    int flags = readNumber(in);
    return new Template(
        name,
        version,
        revision,
        description,
        style,
        helpers,
        archs,
        nocross,
        broken,
        restricted,
        repository,
        (flags & 1) != 0,
        (flags & 2) != 0,
        readList(in),
        readList(in),
        readList(in),
        readList(in),
        readList(in),
        readList(in),
        readList(in),
        readList(in),
        readList(in));
  }

  private List<String> readList(ByteBuffer in) {
    var list = new String[readCount(in)];
    for (int i = 0; i < list.length; i++) {
      list[i] = readText(in);
    }
    return List.of(list);
  }

  private Map<String, String> readMap(ByteBuffer in) {
    int count = readCount(in);
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < count; i++) {
      String key = readText(in);
      map.put(key, readText(in));
    }
    return Map.copyOf(map);
  }

  private static int readCount(ByteBuffer in) {
    int count = readNumber(in);
    if (count > in.remaining()) {
      throw new IndexOutOfBoundsException(count);
    }
    return count;
  }

  private String readText(ByteBuffer in) {
    int number = readNumber(in);
    if (number > 0) {
      return texts.get(number - 1);
    }
    var bytes = new byte[readCount(in)];
    in.get(bytes);
    String text = new String(bytes, StandardCharsets.UTF_8);
    remember(text);
    return text;
  }

  private static int readNumber(ByteBuffer in) {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      byte b = in.get();
      value |= (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IndexOutOfBoundsException("a number is too long");
  }
}
