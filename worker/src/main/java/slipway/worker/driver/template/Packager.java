package slipway.worker.driver.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import slipway.worker.attempt.Ending;
import slipway.worker.driver.Site;
import slipway.xbps.DependencyPattern;
import slipway.xbps.PackageProperties;
import slipway.xbps.PackageWriter;
import slipway.xbps.PkgVer;
import slipway.xbps.Sha256;

/// Makes packages of what the builder script has left, one for each file in `props`.
final class Packager {
  private final Site site;
  private final WorkPaths paths;
  private final Map<String, Props> propsByName = new LinkedHashMap<>();
  private final Map<String, Libraries> librariesByName = new TreeMap<>();

  private Packager(Site site) {
    this.site = site;
    this.paths = WorkPaths.of(site);
  }

  /// Packs all packages of an attempt.
  ///
  /// @throws slipway.xbps.XbpsFormatException if one of them cannot be a package
  static List<Ending.Delivery> pack(Site site) throws IOException {
    var packager = new Packager(site);
    packager.readAll();
    return packager.packAll();
  }

  private void readAll() throws IOException {
    try (var files = Files.list(paths.props())) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        propsByName.put(name, Props.read(file));
        librariesByName.put(name, Libraries.in(paths.destdir().resolve(name)));
      }
    }
  }

  private List<Ending.Delivery> packAll() throws IOException {
    LibraryProviders others = LibraryProviders.read(paths.providers());
    Instant mtime = Instant.ofEpochSecond(Long.parseLong(Files.readString(paths.epoch()).strip()));
    Files.createDirectories(site.files().packages());
    var deliveries = new ArrayList<Ending.Delivery>();
    for (String name : propsByName.keySet()) {
      Path file =
          PackageWriter.write(
              paths.destdir().resolve(name),
              properties(name, others),
              mtime,
              site.files().packages());
      String fileName = file.getFileName().toString();
      site.log().line("=> Creating " + fileName);
      deliveries.add(
          new Ending.Delivery(
              fileName,
              Files.size(file),
              Sha256.hex(Sha256.ofFile(file)),
              propsByName.getOrDefault(name, Props.parse("")).text("repository")));
    }
    return deliveries;
  }

  private PackageProperties properties(String name, LibraryProviders others) throws IOException {
    Props props = propsByName.getOrDefault(name, Props.parse(""));
    var pkgver = new PkgVer(name, props.text("version"));
    PackageProperties properties =
        PackageProperties.of(pkgver, site.order().architecture(), props.text("short_desc"));
    for (String key :
        List.of("homepage", "license", "maintainer", "changelog", "tags", "sourcepkg")) {
      properties = properties.with(key, props.text(key));
    }
    for (String key : List.of("conf_files", "provides", "conflicts", "replaces", "reverts")) {
      properties = properties.with(key, patterns(key, props.words(key)));
    }
    var provided = new TreeSet<>(props.words("shlib_provides"));
    Libraries libraries =
        librariesByName.getOrDefault(name, new Libraries(new TreeSet<>(), new TreeSet<>()));
    if (!props.has("noshlibprovides")) {
      provided.addAll(libraries.provided());
    }
    var required = new TreeSet<>(props.words("shlib_requires"));
    required.addAll(libraries.required());
    return properties
        .with("preserve", props.has("preserve"))
        .with("alternatives", alternatives(props.words("alternatives")))
        .with("shlib-provides", List.copyOf(provided))
        .with("shlib-requires", List.copyOf(required))
        .with("run_depends", List.copyOf(runDepends(name, props, libraries.required(), others)))
        .with("packaged-with", "slipway");
  }

  /// What the template names, and the packages of the libraries that the files need.
  private SortedSet<String> runDepends(
      String name, Props props, SortedSet<String> sonames, LibraryProviders others)
      throws IOException {
    var depends = new TreeSet<>(patterns("run_depends", props.words("depends")));
    if (props.has("skiprdeps")) {
      return depends;
    }
    for (String soname : sonames) {
      Optional<String> provider = siblingWith(soname).or(() -> others.providerOf(soname));
      if (provider.isEmpty()) {
        site.log().warn("%s: SONAME: %s <-> UNKNOWN PKG".formatted(name, soname));
      } else {
        PkgVer pkgver = PkgVer.parse(provider.get());
        site.log().line("   SONAME: %s <-> %s".formatted(soname, pkgver));
        depends.add(pkgver.name() + ">=" + pkgver.version());
      }
    }
    return depends;
  }

  private Optional<String> siblingWith(String soname) {
    return propsByName.keySet().stream()
        .filter(sibling -> {
          Libraries libraries = librariesByName.get(sibling);
          return libraries != null && libraries.provided().contains(soname);
        })
        .findFirst()
        .map(sibling -> sibling + "-" + site.order().version());
  }

  /// A bare name becomes a pattern, since clients match no bare names; `virtual?` exists in
  /// templates only.
  private static List<String> patterns(String key, List<String> words) {
    if (key.equals("conf_files") || key.equals("provides") || key.equals("reverts")) {
      return words;
    }
    return words.stream()
        .map(word -> word.startsWith("virtual?") ? word.substring("virtual?".length()) : word)
        .map(word -> DependencyPattern.nameOf(word).isPresent() ? word : word + ">=0")
        .toList();
  }

  /// `GROUP:LINK:TARGET` words, as the dictionary that a package carries.
  private static Map<String, List<String>> alternatives(List<String> words) {
    var byGroup = new TreeMap<String, List<String>>();
    for (String word : words) {
      int colon = word.indexOf(':');
      if (colon > 0) {
        byGroup
            .computeIfAbsent(word.substring(0, colon), _ -> new ArrayList<>())
            .add(word.substring(colon + 1));
      }
    }
    return byGroup;
  }
}
