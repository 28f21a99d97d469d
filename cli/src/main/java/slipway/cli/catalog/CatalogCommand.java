package slipway.cli.catalog;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import slipway.catalog.Catalog;
import slipway.catalog.CatalogException;
import slipway.catalog.CatalogSnapshot;
import slipway.catalog.commands.CatalogCommands;
import slipway.cli.Failure;

/// `slipway catalog`: asks a tree of templates, without a farm.
@Command(
    name = "catalog",
    header =
        "Read a tree of templates: its graph, its packages, what should be built, what is wrong.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CatalogCommand.Graph.class,
      CatalogCommand.Show.class,
      CatalogCommand.Plan.class,
      CatalogCommand.Diff.class,
      CatalogCommand.Check.class
    })
public final class CatalogCommand {

  /// Opens the tree, asks, and prints the answer.
  abstract static class OfTree implements Callable<Integer> {
    @Mixin TreeOptions tree = new TreeOptions();
    @Spec private @Nullable CommandSpec spec;

    /// @return the exit status
    abstract int answer(Catalog catalog, String commit, CatalogCommands commands)
        throws IOException;

    @Override
    public Integer call() throws IOException {
      if (spec == null) {
        throw new IllegalStateException("picocli has not set the command's specification");
      }
      PrintWriter out = spec.commandLine().getOut();
      try (var _ = tree.lock();
          Catalog catalog = tree.open()) {
        String commit = tree.commit(catalog);
        CatalogSnapshot snapshot = catalog.at(commit).only(tree.targets());
        return answer(catalog, commit, new CatalogCommands(snapshot, tree.format(), out));
      } catch (CatalogException e) {
        throw new Failure(String.valueOf(e.getMessage()));
      } finally {
        out.flush();
      }
    }
  }

  @Command(name = "graph", description = "Every package of one target with the packages it needs.")
  static final class Graph extends OfTree {
    @Override
    int answer(Catalog catalog, String commit, CatalogCommands commands) throws IOException {
      if (tree.targets().size() != 1) {
        throw new Failure("A graph is of one target: give --target once.");
      }
      commands.graph(tree.targets().iterator().next());
      return 0;
    }
  }

  @Command(name = "show", description = "One package, as it is for each target.")
  static final class Show extends OfTree {
    @Parameters(paramLabel = "PACKAGE", description = "a package, or one of its subpackages")
    private String name = "";

    @Override
    int answer(Catalog catalog, String commit, CatalogCommands commands) throws IOException {
      if (!commands.show(name, tree.targets())) {
        throw new Failure("There is no package %s in the tree.".formatted(name));
      }
      return 0;
    }
  }

  @Command(name = "plan", description = "What should be built: the tree against repositories.")
  static final class Plan extends OfTree {
    @Mixin private PublishedOptions published = new PublishedOptions();

    @Override
    int answer(Catalog catalog, String commit, CatalogCommands commands) throws IOException {
      commands.plan(published.read(catalog));
      return 0;
    }
  }

  @Command(name = "diff", description = "Why each package is, or is not, in the plan.")
  static final class Diff extends OfTree {
    @Mixin private PublishedOptions published = new PublishedOptions();

    @Parameters(
        paramLabel = "PACKAGE",
        arity = "0..*",
        description = "only these; all packages if none is named")
    private List<String> names = List.of();

    @Override
    int answer(Catalog catalog, String commit, CatalogCommands commands) throws IOException {
      Set<String> only = new TreeSet<>(names);
      commands.diff(published.read(catalog), only);
      return 0;
    }
  }

  @Command(
      name = "check",
      description = "What is wrong with the tree. Answers 1 if a package cannot be built for it.")
  static final class Check extends OfTree {
    @Option(
        names = "--base",
        paramLabel = "C",
        defaultValue = "",
        description =
            "tell only what is new since this commit, and what may need a new revision because"
                + " of it")
    private String base = "";

    @Override
    int answer(Catalog catalog, String commit, CatalogCommands commands) throws IOException {
      Optional<CatalogSnapshot> before =
          base.isEmpty()
              ? Optional.empty()
              : Optional.of(catalog.at(catalog.resolve(base)).only(tree.targets()));
      return commands.check(before) ? 1 : 0;
    }
  }
}
