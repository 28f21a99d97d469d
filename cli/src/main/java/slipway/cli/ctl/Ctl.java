package slipway.cli.ctl;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import slipway.cli.Failure;

/// Talks to a running farm: where it is, and how answers are printed.
@Command(
    name = "ctl",
    header = "Ask a running farm, and act on it.",
    description = {
      "",
      "The farm is named by --master (or SLIPWAY_MASTER), its certificate by --ca (or SLIPWAY_CA); what you may do",
      "follows from the token in --token-file (or SLIPWAY_TOKEN_FILE)."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ReadCommands.Overview.class,
      ReadCommands.Builds.class,
      ReadCommands.Build.class,
      ReceiptCommand.class,
      ReproduceCommand.class,
      TreeCommand.class,
      ReadCommands.Explain.class,
      ReadCommands.OnePackage.class,
      ReadCommands.Queue.class,
      ReadCommands.Workers.class,
      ReadCommands.Pushes.class,
      ReadCommands.Problems.class,
      ReadCommands.Repositories.class,
      ReadCommands.Audit.class,
      StreamCommands.Log.class,
      StreamCommands.Search.class,
      StreamCommands.Watch.class,
      ActCommands.ReportPush.class,
      ActCommands.Force.class,
      ActCommands.Retry.class,
      ActCommands.Cancel.class,
      ActCommands.Drain.class,
      ActCommands.Undrain.class,
      ArrangeCommands.Hold.class,
      ArrangeCommands.Release.class,
      ArrangeCommands.RollBack.class,
      ArrangeCommands.Move.class,
      ArrangeCommands.Window.class,
      ArrangeCommands.CancelWindow.class,
      ArrangeCommands.Expect.class,
      ArrangeCommands.Standing.class,
      ActCommands.Pause.class,
      ActCommands.Resume.class,
      ActCommands.Invite.class,
      ActCommands.Revoke.class,
      ActCommands.BackUpLogs.class
    })
public final class Ctl {
  @Option(
      names = "--master",
      scope = ScopeType.INHERIT,
      paramLabel = "HOST:PORT",
      defaultValue = "${env:SLIPWAY_MASTER:-127.0.0.1:7700}",
      description = "a master of the farm (default: ${DEFAULT-VALUE})")
  private String master = "";

  @Option(
      names = "--ca",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      defaultValue = "${env:SLIPWAY_CA}",
      description =
          "PEM certificate that the farm's is signed with; without it the connection is not encrypted")
  private @Nullable Path ca;

  @Option(
      names = "--token-file",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      defaultValue = "${env:SLIPWAY_TOKEN_FILE}",
      description =
          "file with the token that says who you are; not needed for reading a public farm")
  private @Nullable Path tokenFile;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "print answers as JSON, as the farm's API gives them")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  FarmConnection connect() throws IOException {
    String token = null;
    if (tokenFile != null) {
      try {
        token = Files.readString(tokenFile).strip();
      } catch (IOException unreadable) {
        throw new Failure(
            "Cannot read the token file " + tokenFile + ": " + unreadable.getMessage());
      }
    }
    return FarmConnection.open(master, ca, token);
  }

  boolean json() {
    return json;
  }

  PrintWriter out() {
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the command's spec");
    }
    return spec.commandLine().getOut();
  }

  void printJson(MessageOrBuilder message) throws InvalidProtocolBufferException {
    out().println(JsonFormat.printer().print(message));
  }
}
