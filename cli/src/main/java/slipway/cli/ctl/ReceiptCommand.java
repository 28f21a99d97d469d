package slipway.cli.ctl;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import slipway.proto.BuildDetails;
import slipway.proto.FarmGrpc.FarmBlockingStub;
import slipway.proto.GetBuildRequest;

@Command(
    name = "receipt",
    description = {
      "Show what became of a build's packages: delivered, signed, staged, released, seen on each mirror.",
      "Each step was read back before it was written down."
    })
final class ReceiptCommand extends ReadCommands.Read<BuildDetails> {
  @Parameters(paramLabel = "BUILD", description = "the build's number")
  private long build;

  @Override
  BuildDetails ask(FarmBlockingStub farm) {
    return farm.getBuild(GetBuildRequest.newBuilder().setBuild(build).build());
  }

  @Override
  List<String> text(BuildDetails details) {
    if (details.getReceiptCount() == 0) {
      return List.of("None of its packages has reached the repository.");
    }
    return details.getReceiptList().stream()
        .map(step ->
            "%s  %-9s  %s  %s"
                .formatted(
                    Tables.time(step.getTime()),
                    Tables.printable(step.getStep()),
                    Tables.printable(step.getFile()),
                    Tables.printable(step.getDetail())))
        .toList();
  }
}
