package slipway.worker.driver.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import slipway.xbps.Elf;
import slipway.xbps.ElfInfo;
import slipway.xbps.XbpsFormatException;

/// The shared libraries that the files of one package provide, and those that they need from
/// others.
record Libraries(SortedSet<String> provided, SortedSet<String> required) {
  /// Looks at every file that is ELF.
  ///
  /// @throws XbpsFormatException if one begins as ELF and makes no sense
  static Libraries in(Path destdir) throws IOException {
    var provided = new TreeSet<String>();
    var needed = new TreeSet<String>();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(destdir)) {
      files = walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).toList();
    }
    for (Path file : files) {
      var elf = Elf.read(file);
      if (elf.isPresent()) {
        needed.addAll(elf.get().needed());
        if (elf.get().type() == ElfInfo.Type.SHARED
            && file.getFileName().toString().contains(".so")) {
          elf.get().soname().ifPresent(provided::add);
        }
      }
    }
    needed.removeAll(provided);
    return new Libraries(provided, needed);
  }
}
