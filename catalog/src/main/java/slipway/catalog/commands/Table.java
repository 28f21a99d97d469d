package slipway.catalog.commands;

import java.io.IOException;
import java.util.List;

/// Writes rows as tab-separated values with a header, or as one JSON array of objects, one row a
/// line.
///
/// In TSV, lists are joined with blanks, and tabs and line breaks become blanks; in JSON they are
/// arrays.
final class Table {
  private final Appendable out;
  private final Format format;
  private final List<String> columns;
  private boolean first = true;

  Table(Appendable out, Format format, String... columns) throws IOException {
    this.out = out;
    this.format = format;
    this.columns = List.of(columns);
    switch (format) {
      case TSV -> out.append(String.join("\t", columns)).append('\n');
      case JSON -> out.append('[');
    }
  }

  /// @param cells one for each column: texts, or lists of texts
  void row(Object... cells) throws IOException {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException("%d cells for %s".formatted(cells.length, columns));
    }
    switch (format) {
      case TSV -> {
        for (int i = 0; i < cells.length; i++) {
          out.append(i == 0 ? "" : "\t").append(plain(cells[i]));
        }
        out.append('\n');
      }
      case JSON -> {
        out.append(first ? "\n{" : ",\n{");
        for (int i = 0; i < cells.length; i++) {
          out.append(i == 0 ? "" : ", ")
              .append(quoted(columns.get(i)))
              .append(": ")
              .append(json(cells[i]));
        }
        out.append('}');
      }
    }
    first = false;
  }

  void end() throws IOException {
    if (format == Format.JSON) {
      out.append(first ? "]\n" : "\n]\n");
    }
  }

  private static String plain(Object cell) {
    String text = cell instanceof List<?> list ? joined(list) : cell.toString();
    return text.replaceAll("[\\t\\r\\n]", " ");
  }

  private static String joined(List<?> list) {
    return String.join(" ", list.stream().map(Object::toString).toList());
  }

  private static String json(Object cell) {
    return cell instanceof List<?> list
        ? list.stream().map(item -> quoted(item.toString())).toList().toString()
        : quoted(cell.toString());
  }

  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
