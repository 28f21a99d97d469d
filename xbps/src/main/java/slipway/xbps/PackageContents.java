package slipway.xbps;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import slipway.xbps.plist.PropertyList;

/// The `files.plist` of a package: what it puts where.
///
/// @param files regular files, configuration files among them, hard-linked names each on its own
public record PackageContents(List<RegularFile> files, List<Link> links, List<String> directories) {

  /// A regular file.
  ///
  /// @param path absolute in the target system
  /// @param sha256 64 lower-case hexadecimal digits
  /// @param configuration kept by the client where the user changed it
  public record RegularFile(
      String path, String sha256, long sizeBytes, boolean configuration, boolean mutable) {}

  /// A symbolic link.
  ///
  /// @param path absolute in the target system
  /// @param target as `files.plist` has it: nearly always absolute
  public record Link(String path, String target) {}

  public PackageContents {
    files = List.copyOf(files);
    links = List.copyOf(links);
    directories = List.copyOf(directories);
  }

  /// @throws XbpsFormatException if a path or digest is missing or has the wrong type
  static PackageContents read(byte[] plist) {
    Map<String, Object> dictionary = PropertyList.read(plist);
    var files = new ArrayList<RegularFile>();
    for (Map<?, ?> file : dictionaries(dictionary, "files")) {
      files.add(regularFile(file, false));
    }
    for (Map<?, ?> file : dictionaries(dictionary, "conf_files")) {
      files.add(regularFile(file, true));
    }
    return new PackageContents(
        files,
        dictionaries(dictionary, "links").stream()
            .map(link -> new Link(text(link, "file"), text(link, "target")))
            .toList(),
        dictionaries(dictionary, "dirs").stream().map(dir -> text(dir, "file")).toList());
  }

  byte[] toPropertyList() {
    var dictionary = new TreeMap<String, Object>();
    put(dictionary, "files", filesAsDictionaries(false));
    put(dictionary, "conf_files", filesAsDictionaries(true));
    put(
        dictionary,
        "links",
        links.stream().map(link -> Map.of("file", link.path(), "target", link.target())).toList());
    put(dictionary, "dirs", directories.stream().map(path -> Map.of("file", path)).toList());
    return PropertyList.write(dictionary);
  }

  private List<Map<String, Object>> filesAsDictionaries(boolean configuration) {
    var dictionaries = new ArrayList<Map<String, Object>>();
    for (RegularFile file : files) {
      if (file.configuration() == configuration) {
        var dictionary = new TreeMap<String, Object>();
        dictionary.put("file", file.path());
        dictionary.put("sha256", file.sha256());
        if (file.sizeBytes() > 0) {
          dictionary.put("size", file.sizeBytes());
        }
        if (file.mutable()) {
          dictionary.put("mutable", true);
        }
        dictionaries.add(dictionary);
      }
    }
    return dictionaries;
  }

  private static void put(Map<String, Object> dictionary, String key, List<?> elements) {
    if (!elements.isEmpty()) {
      dictionary.put(key, elements);
    }
  }

  private static RegularFile regularFile(Map<?, ?> file, boolean configuration) {
    Object size = file.get("size");
    if (size != null && !(size instanceof Long bytes && bytes >= 0)) {
      throw new XbpsFormatException("files.plist: the size of " + text(file, "file") + " is none");
    }
    return new RegularFile(
        text(file, "file"),
        text(file, "sha256"),
        size instanceof Long bytes ? bytes : 0,
        configuration,
        Boolean.TRUE.equals(file.get("mutable")));
  }

  private static List<Map<?, ?>> dictionaries(Map<String, Object> dictionary, String key) {
    var dictionaries = new ArrayList<Map<?, ?>>();
    if (!(dictionary.getOrDefault(key, List.of()) instanceof List<?> elements)) {
      throw new XbpsFormatException("files.plist: \"" + key + "\" is not an array");
    }
    for (Object element : elements) {
      if (!(element instanceof Map<?, ?> member)) {
        throw new XbpsFormatException("files.plist: \"" + key + "\" must hold dictionaries");
      }
      dictionaries.add(member);
    }
    return dictionaries;
  }

  private static String text(Map<?, ?> dictionary, String key) {
    if (dictionary.get(key) instanceof String text) {
      return text;
    }
    throw new XbpsFormatException("files.plist: an entry without \"" + key + "\": " + dictionary);
  }
}
