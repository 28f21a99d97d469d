package slipway.scheduler.simulate;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// Lines of tab-separated cells under a line of column names. Columns are read by name, so that
/// their order does not matter and further ones may be there.
///
/// A line with fewer cells has empty ones at its end. Lists inside a cell are separated by one
/// blank.
final class Table {
  /// A table that is not what it should be. The message names the table, the line and what to do.
  static final class BadTable extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    BadTable(String message) {
      super(message);
    }
  }

  private final String name;
  private final List<String> columns;
  private final Iterator<String> lines;
  private String[] cells = {};
  private int lineNumber = 1;

  Table(String name, Iterable<String> lines) {
    this.name = name;
    this.lines = lines.iterator();
    if (!this.lines.hasNext()) {
      throw new BadTable(name + " is empty: it needs a first line with the names of its columns.");
    }
    this.columns = List.of(this.lines.next().split("\t", -1));
  }

  /// Goes to the next line, if there is one.
  boolean next() {
    while (lines.hasNext()) {
      lineNumber++;
      String line = lines.next();
      if (!line.isEmpty()) {
        cells = line.split("\t", -1);
        if (cells.length > columns.size()) {
          throw bad("has " + cells.length + " cells under " + columns.size() + " columns");
        }
        return true;
      }
    }
    return false;
  }

  boolean has(String column) {
    return columns.contains(column);
  }

  String text(String column) {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw new BadTable(
          name + " has no column " + column + "; its first line names " + columns + ".");
    }
    return index < cells.length ? cells[index] : "";
  }

  List<String> words(String column) {
    var words = new ArrayList<String>();
    for (var word : text(column).split(" ", -1)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  double number(String column) {
    try {
      return Double.parseDouble(text(column));
    } catch (NumberFormatException e) {
      throw bad("has \"" + text(column) + "\" where column " + column + " wants a number");
    }
  }

  private BadTable bad(String what) {
    return new BadTable(name + ", line " + lineNumber + " " + what + ".");
  }
}
