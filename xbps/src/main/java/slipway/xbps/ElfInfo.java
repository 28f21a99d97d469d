package slipway.xbps;

import java.util.List;
import java.util.Optional;

/// What an ELF file is, and what it needs to run.
///
/// @param bits 32 or 64
/// @param machine as in the ELF header: 62 is x86-64, 3 is i386, 183 is AArch64, 40 is ARM
/// @param type as in the ELF header
/// @param soname under which others need this library
/// @param needed sonames, in the order of the file
public record ElfInfo(
    int bits,
    boolean bigEndian,
    int machine,
    Type type,
    Optional<String> soname,
    List<String> needed) {

  /// What kind of ELF file.
  public enum Type {
    RELOCATABLE,
    EXECUTABLE,
    /// A shared library, or a position-independent program.
    SHARED,
    OTHER;

    static Type of(int number) {
      return switch (number) {
        case 1 -> RELOCATABLE;
        case 2 -> EXECUTABLE;
        case 3 -> SHARED;
        default -> OTHER;
      };
    }
  }

  public ElfInfo {
    needed = List.copyOf(needed);
  }
}
