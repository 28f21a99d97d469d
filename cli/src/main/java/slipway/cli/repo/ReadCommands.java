package slipway.cli.repo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import slipway.cli.Failure;
import slipway.publisher.PackageSearch;
import slipway.publisher.Repositories;
import slipway.publisher.VerifyReport;

/// The commands of `slipway repo` that change nothing.
final class ReadCommands {
  private ReadCommands() {}

  @Command(name = "list", description = "Print what the indexes list, stages laid over them.")
  static final class ListPackages extends RepoCommand.Base {
    @Parameters(paramLabel = "DIR")
    private Path directory = Path.of(".");

    @Override
    int run() throws IOException {
      var packages = Repositories.list(directory);
      print(
          packages,
          packages.stream()
              .map(one ->
                  "%s%s%s"
                      .formatted(
                          one.directory().isEmpty() ? "" : one.directory() + "/",
                          one.pkgver(),
                          one.staged() ? " (staged)" : ""))
              .toList());
      return 0;
    }
  }

  @Command(
      name = "verify",
      description = {
        "Read every index, package and signature. Answers 1 if a client would stumble.",
      })
  static final class Verify extends RepoCommand.Base {
    @Parameters(paramLabel = "DIR")
    private Path directory = Path.of(".");

    @Override
    int run() throws IOException, InterruptedException {
      VerifyReport report = Repositories.verify(directory);
      var lines = new ArrayList<String>();
      report
          .faults()
          .forEach(fault ->
              lines.add("%s: %s: %s".formatted(fault.severity(), fault.subject(), fault.what())));
      lines.add(
          "%d packages looked at, %d faults: %s"
              .formatted(
                  report.packages(),
                  report.faults().size(),
                  report.sound() ? "every client can use it" : "not sound"));
      print(report, lines);
      return report.sound() ? 0 : 1;
    }
  }

  @Command(
      name = "search",
      description = "Find packages by a part of their name, version or short description.")
  static final class Search extends RepoCommand.Base {
    @Parameters(index = "0", paramLabel = "DIR")
    private Path directory = Path.of(".");

    @Parameters(index = "1", paramLabel = "TEXT")
    private String text = "";

    @Override
    int run() throws IOException {
      var found = PackageSearch.packages(directory, text);
      print(
          found,
          found.stream()
              .map(one ->
                  "%-40s %-14s %s%s"
                      .formatted(
                          one.pkgver(),
                          one.indexArchitecture(),
                          one.shortDescription(),
                          one.staged() ? " (staged)" : ""))
              .toList());
      return found.isEmpty() ? 1 : 0;
    }
  }

  @Command(
      name = "files",
      description = {
        "Print the files of a package, or with --owner which packages own a file.",
        "Answers 1 if nothing was found."
      })
  static final class FilesOf extends RepoCommand.Base {
    @Parameters(index = "0", paramLabel = "DIR")
    private Path directory = Path.of(".");

    @Parameters(index = "1", arity = "0..1", paramLabel = "PACKAGE")
    private @Nullable String pkgname;

    @Option(
        names = {"-o", "--owner"},
        paramLabel = "PATH",
        description = "a path, or the last part of one; may hold * and ?")
    private @Nullable String path;

    @Override
    int run() throws IOException, InterruptedException {
      if ((pkgname == null) == (path == null)) {
        throw new Failure("Name a package, or a file with --owner.");
      }
      var files =
          path != null
              ? PackageSearch.owners(directory, path)
              : PackageSearch.filesOf(directory, String.valueOf(pkgname));
      List<String> lines =
          files.stream()
              .map(one ->
                  (path == null ? "" : one.pkgver() + ": ")
                      + one.path()
                      + one.target().map(target -> " -> " + target).orElse(""))
              .toList();
      print(files, lines);
      return files.isEmpty() && path != null ? 1 : 0;
    }
  }
}
