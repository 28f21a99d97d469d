package slipway.cli.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A worker of the demo.
///
/// @param hosts architectures whose programs it runs
/// @param areaMebibytes size of its build area, as a file system of its own that can really be
///   full; without it the area is as large as the disk
record DemoWorker(
    String name, List<String> hosts, int slots, Optional<Integer> areaMebibytes, String token) {
  /// The command that runs the worker with its build area mounted. The mount lives in a mount
  /// namespace of the worker's own, and is gone when its processes are.
  List<String> wrapper(Path directory) {
    if (areaMebibytes.isEmpty()) {
      return List.of();
    }
    Path area = area(directory);
    String mount =
        "mkdir -p '%s' && mount -t tmpfs -o size=%dm,mode=755 slipway-%s '%s' && exec \"$@\""
            .formatted(area, areaMebibytes.get(), name, area);
    boolean root = "root".equals(System.getProperty("user.name"));
    List<String> unshare =
        root
            ? List.of("unshare", "--mount")
            : List.of("unshare", "--user", "--map-root-user", "--mount");
    return java.util.stream.Stream.concat(
            unshare.stream(), List.of("sh", "-c", mount, "sh").stream())
        .toList();
  }

  Path area(Path directory) {
    return directory.resolve("area-" + name);
  }
}
