package slipway.worker.driver;

import java.nio.file.Path;
import slipway.worker.attempt.AttemptFiles;
import slipway.worker.attempt.AttemptLog;
import slipway.worker.attempt.AttemptOrder;

/// One attempt as its driver sees it.
///
/// @param cache the host directory that all builds share: git mirrors, packages, distfiles,
///   compiler cache
/// @param slot number of the slot that the attempt holds, from 0: never shared by two at once
public record Site(AttemptOrder order, AttemptFiles files, AttemptLog log, Path cache, int slot) {}
