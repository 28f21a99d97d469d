package slipway.cli.repo;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import slipway.cli.Failure;
import slipway.publisher.PackageRejected;
import slipway.xbps.XbpsFormatException;

/// `slipway repo`: works on any XBPS repository, whoever made it, without a farm.
@Command(
    name = "repo",
    header = "Make, extend, check and mirror XBPS repositories, without a farm.",
    description = {
      "",
      "DIR is a repository's directory, as xbps-rindex makes it; with --tree, the root of a tree of repositories in",
      "Void's layout (musl/, aarch64/, nonfree/, debug/, multilib/, …). Commands that only read find out by themselves.",
      "What is written is durable when a command ends, and a reader sees the old state or the new one.",
      "One program may write at a time: not while a master, or xbps-rindex, has the directory."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      InitCommand.class,
      AddCommand.class,
      ReadCommands.ListPackages.class,
      ReadCommands.Verify.class,
      ReadCommands.Search.class,
      ReadCommands.FilesOf.class,
      UpkeepCommands.Remove.class,
      UpkeepCommands.Clean.class,
      UpkeepCommands.Sign.class,
      MinisignCommand.class,
      UpkeepCommands.Index.class,
      UpkeepCommands.Release.class,
      UpkeepCommands.Rollback.class,
      SyncCommand.class
    })
public final class RepoCommand {
  /// What all commands have in common: a spec to print with, and errors in one line.
  abstract static class Base implements Callable<Integer> {
    @Option(names = "--json", description = "print one JSON document for scripts")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    /// Does the work, and answers the exit status.
    abstract int run() throws IOException, InterruptedException, PackageRejected;

    @Override
    public final Integer call() throws InterruptedException {
      try {
        return run();
      } catch (PackageRejected
          | IOException
          | XbpsFormatException
          | IllegalArgumentException told) {
        throw new Failure(sentence(told));
      }
    }

    /// The messages of the JDK's own file errors are nothing but the file's name.
    private static String sentence(Exception told) {
      String message = String.valueOf(told.getMessage());
      boolean bare = told.getClass().getPackageName().equals("java.nio.file");
      return bare ? "%s: %s".formatted(message, told.getClass().getSimpleName()) : message;
    }

    final boolean json() {
      return json;
    }

    final PrintWriter out() {
      if (spec == null) {
        throw new IllegalStateException("picocli has not set the command's spec");
      }
      return spec.commandLine().getOut();
    }

    /// Prints the document where it was asked for, and the lines otherwise.
    final void print(Object document, List<String> lines) {
      if (json) {
        out().println(Json.text(document));
      } else {
        lines.forEach(out()::println);
      }
    }
  }
}
