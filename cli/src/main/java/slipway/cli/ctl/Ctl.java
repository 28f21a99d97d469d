package slipway.cli.ctl;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

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
  @Mixin private FarmOptions farm = new FarmOptions();

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "print answers as JSON, as the farm's API gives them")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  FarmConnection connect() throws IOException {
    return farm.connect();
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
