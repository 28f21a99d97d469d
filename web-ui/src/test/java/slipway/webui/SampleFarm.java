package slipway.webui;

import static slipway.webui.Facts.seconds;
import static slipway.webui.Facts.secondsAgo;
import static slipway.webui.Facts.target;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import slipway.proto.Attempt;
import slipway.proto.AuditEntry;
import slipway.proto.Build;
import slipway.proto.BuildDetails;
import slipway.proto.BuildLink;
import slipway.proto.BuildState;
import slipway.proto.Cause;
import slipway.proto.CompilerCache;
import slipway.proto.ErrorSighting;
import slipway.proto.Explanation;
import slipway.proto.Fact;
import slipway.proto.HostFigures;
import slipway.proto.Lane;
import slipway.proto.LogErrors;
import slipway.proto.LogHit;
import slipway.proto.LogLine;
import slipway.proto.MirrorIndex;
import slipway.proto.MirrorState;
import slipway.proto.OwnedFile;
import slipway.proto.PackageDetails;
import slipway.proto.PackageFile;
import slipway.proto.PackageOnTarget;
import slipway.proto.Phase;
import slipway.proto.Problem;
import slipway.proto.Property;
import slipway.proto.PublishedPackage;
import slipway.proto.Push;
import slipway.proto.PushDetails;
import slipway.proto.QueueEntry;
import slipway.proto.Receipt;
import slipway.proto.RepositoryState;
import slipway.proto.Target;
import slipway.proto.TargetSummary;
import slipway.proto.TimelineEntry;
import slipway.proto.Worker;
import slipway.proto.WorkerState;

/// A farm on a busy afternoon, made up: nine targets, five workers, every state.
final class SampleFarm {
  static final long RELEASED_BUILD = 90_001;

  private static final long GIB = 1L << 30;
  private static final long MIB = 1L << 20;

  static final List<Target> TARGETS =
      List.of(
          target("x86_64", "x86_64"),
          target("i686", "i686"),
          target("x86_64", "aarch64"),
          target("x86_64", "armv7l"),
          target("x86_64", "armv6l"),
          target("x86_64-musl", "x86_64-musl"),
          target("x86_64-musl", "aarch64-musl"),
          target("x86_64-musl", "armv7l-musl"),
          target("x86_64-musl", "armv6l-musl"));

  private static final String[] PACKAGES = {
    "chromium", "firefox", "libreoffice", "qt6-webengine", "llvm21", "rust", "linux6.18", "curl",
    "zlib", "openssl", "python3-numpy", "gtk4", "mesa", "boost1.88", "neovim", "ffmpeg6",
    "ghc", "nodejs", "postgresql17", "gimp", "fractal", "libstdc++-stage", "perl-DBD-SQLite",
        "gst1-plugins-bad1"
  };

  private final FakeFarm farm;
  private final Random random = new Random(7);
  private long nextBuild = 84_310;
  private long nextAttempt = 120_400;

  private SampleFarm(FakeFarm farm) {
    this.farm = farm;
  }

  static void fill(FakeFarm farm) {
    var sample = new SampleFarm(farm);
    sample.targets();
    sample.running();
    sample.broken();
    sample.waiting();
    sample.workers();
    sample.pushes();
    sample.packages();
    sample.repositories();
    sample.rest();
  }

  private void targets() {
    long[] behind = {4, 0, 214, 230, 238, 11, 96, 130, 2};
    long[] failed = {2, 0, 17, 24, 31, 0, 9, 12, 0};
    for (int i = 0; i < TARGETS.size(); i++) {
      long wanted = 14_980 - 310L * i;
      var summary =
          TargetSummary.newBuilder()
              .setTarget(TARGETS.get(i))
              .setPackagesWanted(wanted)
              .setPackagesCurrent(wanted - behind[i])
              .setFailedCount(failed[i])
              .setLastReleased(secondsAgo(40 + 800L * i))
              .putBuildsByState("RELEASED", wanted - behind[i]);
      put(summary, "FAILED", failed[i]);
      put(summary, "DEPENDENCY_FAILED", failed[i] * 2);
      put(summary, "BUILDING", behind[i] == 0 ? 0 : 1 + i % 3);
      put(summary, "READY", behind[i] / 9);
      put(summary, "BLOCKED", behind[i] / 3);
      put(summary, "STAGED", behind[i] / 20);
      farm.overview.addTargets(summary);
    }
    farm.overview
        .setQueuedCount(412)
        .setLeader("master-2")
        .setEpoch(18)
        .setSequence(9_120_331)
        .setStarted(secondsAgo(86_400 * 9));
  }

  private static void put(TargetSummary.Builder summary, String state, long count) {
    if (count > 0) {
      summary.putBuildsByState(state, count);
    }
  }

  private Build.Builder build(String name, String version, Target target, BuildState state) {
    return Build.newBuilder()
        .setId(nextBuild++)
        .setPackage(name)
        .setVersion(version)
        .setTarget(target)
        .setState(state)
        .setLane(Lane.PUSH)
        .setPush(2041)
        .setQueued(secondsAgo(2400 + random.nextInt(600)));
  }

  private void running() {
    Phase[] phases = {Phase.COMPILE, Phase.COMPILE, Phase.CHECK, Phase.DEPENDENCIES, Phase.PACKAGE};
    String[] workers = {"vm-glibc-1", "vm-glibc-1", "vm-glibc-2", "vm-musl-1", "vm-musl-1"};
    int[] elapsed = {9_420, 1_310, 304, 41, 12};
    int[] expected = {13_100, 1_500, 260, 900, 0};
    for (int i = 0; i < 5; i++) {
      var build =
          build(
                  PACKAGES[i],
                  "14" + i + ".0.7204.49_" + (i + 1),
                  TARGETS.get(i),
                  BuildState.BUILDING)
              .setAttempt(nextAttempt)
              .setAttemptCount(i == 1 ? 2 : 1)
              .setWorker(workers[i])
              .setPhase(phases[i])
              .setStarted(secondsAgo(elapsed[i]))
              .setWhy(
                  "runs on " + workers[i] + ", in " + phases[i].name().toLowerCase(Locale.ROOT));
      if (expected[i] > 0) {
        build.setExpectedDuration(seconds(expected[i]));
      }
      farm.overview.addBuilding(build);
      farm.add(detailsOf(build.build(), i == 1));
      farm.log(nextAttempt).print(SampleLog.chromium(40_000));
      nextAttempt++;
    }
  }

  private BuildDetails detailsOf(Build build, boolean secondTry) {
    var details =
        BuildDetails.newBuilder()
            .setBuild(build)
            .setCommit("9f1c2a7be04d5513aa90cc2f7d31e88812ab45fe")
            .setExplanation(
                Explanation.newBuilder()
                    .setSentence(build.getPackage() + " is building on " + build.getWorker() + ".")
                    .addFacts(Fact.newBuilder().setText("Push 2041 raised its version."))
                    .addFacts(
                        Fact.newBuilder()
                            .setText("It waited 31 min for its dependency nodejs, which is staged:")
                            .setBuild(84_320))
                    .addFacts(
                        Fact.newBuilder()
                            .setText(
                                "Among the workers with 96 GiB of free disk this one had its sources:")
                            .setWorker(build.getWorker())));
    if (secondTry) {
      details.addAttempts(
          attempt(nextAttempt - 200, build, Cause.OUT_OF_SPACE)
              .setMessage("write error: No space left on device; 212 MiB were free")
              .setConsequence("re-queued: reserves 96 GiB now, one target at a time"));
      farm.log(nextAttempt - 200)
          .print(SampleLog.chromium(3_000))
          .print("fatal error: error writing to obj/x.o: No space left on device\n")
          .finish();
    }
    details.addAttempts(
        attempt(build.getAttempt(), build, Cause.CAUSE_UNSPECIFIED).setPhase(build.getPhase()));
    for (String name : new String[] {"nodejs", "llvm21", "gtk4"}) {
      details.addDependencies(
          BuildLink.newBuilder()
              .setBuild(build(name, "22.4_1", build.getTarget(), BuildState.STAGED))
              .setHost(name.equals("nodejs")));
    }
    details.addDependents(
        BuildLink.newBuilder()
            .setBuild(build("chromium-widevine", "4.10_1", build.getTarget(), BuildState.BLOCKED)));
    for (int i = 0; i < 4; i++) {
      details.addSiblings(
          build(
              build.getPackage(),
              build.getVersion(),
              TARGETS.get(i + 3),
              List.of(BuildState.RELEASED, BuildState.FAILED, BuildState.READY, BuildState.SKIPPED)
                  .get(i)));
    }
    String[] said = {
      "queued by push 2041", "blocked: waits for nodejs, llvm21, gtk4", "ready",
      "attempt on vm-glibc-1", "phase fetch", "phase compile"
    };
    for (int i = 0; i < said.length; i++) {
      details.addTimeline(
          TimelineEntry.newBuilder().setTime(secondsAgo(12_000 - 1_900L * i)).setText(said[i]));
    }
    return details.build();
  }

  private Attempt.Builder attempt(long id, Build build, Cause cause) {
    var attempt =
        Attempt.newBuilder()
            .setId(id)
            .setBuild(build.getId())
            .setWorker(build.getWorker().isEmpty() ? "vm-glibc-2" : build.getWorker())
            .setStarted(secondsAgo(5_000))
            .setCause(cause)
            .setLogBytes(38 * MIB)
            .setDiskBytesPeak(41 * GIB)
            .setMemoryBytesPeak(14 * GIB)
            .setDiskBytesReserved(60 * GIB)
            .setMemoryBytesReserved(16 * GIB);
    if (cause != Cause.CAUSE_UNSPECIFIED) {
      attempt.setEnded(secondsAgo(1_800));
    }
    attempt.setTreeKept(cause == Cause.PACKAGE_ERROR);
    return attempt;
  }

  private void broken() {
    String[] whys = {
      "check failed: 2 of 1,204 tests",
      "compile failed: undefined reference to `SSL_CTX_set_ciphersuites'",
      "source not fetched after 4 tries: 404 from https://example.org/gimp-3.2.tar.xz",
      "needs openssl, which has failed",
      "package: shlib libfoo.so.3 is provided by nothing"
    };
    for (int i = 0; i < whys.length; i++) {
      var state = i == 3 ? BuildState.DEPENDENCY_FAILED : BuildState.FAILED;
      var build =
          build(PACKAGES[8 + i * 3], "3.2." + i + "_1", TARGETS.get(2 + i), state)
              .setWhy(whys[i])
              .setAttempt(i == 3 ? 0 : nextAttempt)
              .setAttemptCount(i == 2 ? 4 : 1)
              .setWorker("vm-glibc-2")
              .setStarted(secondsAgo(3_000 + 300L * i))
              .setEnded(secondsAgo(200 + 1_900L * i));
      farm.overview.addLatelyFailed(build);
      var details =
          detailsOf(build.build(), false).toBuilder()
              .clearAttempts()
              .setExplanation(
                  Explanation.newBuilder()
                      .setSentence(whys[i])
                      .addFacts(Fact.newBuilder().setText("The attempt ended in phase check."))
                      .addFacts(
                          Fact.newBuilder()
                              .setText(
                                  "It is tried again when its template changes, or on request.")));
      if (i != 3) {
        details.addAttempts(
            attempt(nextAttempt, build.build(), i == 2 ? Cause.FETCH_FAILED : Cause.PACKAGE_ERROR)
                .setMessage(whys[i])
                .setExitStatus(1)
                .addPackages(
                    PackageFile.newBuilder()
                        .setFileName(build.getPackage() + "-3.2_1.x86_64.xbps")
                        .setSizeBytes(3 * MIB)));
        farm.log(nextAttempt).print(SampleLog.failing()).finish();
        nextAttempt++;
      }
      farm.add(details.build());
    }
  }

  private void waiting() {
    farm.queue.setReadyCount(38).setBlockedCount(374);
    String[] whys = {
      "next: starts as soon as a slot is free on vm-glibc-1 or vm-glibc-2",
      "needs 96 GiB of disk; the best worker for x86_64 has 71 GiB free (vm-glibc-2)",
      "no worker for x86_64-musl: vm-musl-1 is full, vm-musl-2 is drained",
      "waits 3 min more: its source was not fetched",
      "waits for openssl and 2 more"
    };
    for (int i = 0; i < 12; i++) {
      var state = i < 9 ? BuildState.READY : BuildState.BLOCKED;
      var build =
          build(PACKAGES[(i * 5) % PACKAGES.length], "1." + i + "_2", TARGETS.get(i % 9), state)
              .setLane(i == 0 ? Lane.URGENT : i > 6 ? Lane.BULK : Lane.PUSH)
              .setExpectedDuration(seconds(30 + 400L * i));
      farm.queue.addEntries(
          QueueEntry.newBuilder().setBuild(build).setWhy(whys[i < 9 ? i % 4 : 4]));
      farm.add(detailsOf(build.build(), false).toBuilder().clearAttempts().build());
    }
  }

  private void workers() {
    worker("vm-glibc-1", WorkerState.ONLINE, 4, 3).addHostArchitectures("i686");
    worker("vm-glibc-2", WorkerState.DRAINING, 4, 1)
        .setDrainedBy("olga")
        .setDrainReason("kernel update tonight");
    worker("vm-musl-1", WorkerState.ONLINE, 3, 2)
        .setDiskFreeBytes(21 * GIB)
        .getFiguresBuilder()
        .setLogBytesUnsent(GIB)
        .addHeldBack(78);
    worker("vm-musl-2", WorkerState.DRAINED, 3, 0).setDrainedBy("olga").setDrainReason("new disk");
    worker("helper-basement", WorkerState.LOST, 2, 0).setLastSeen(secondsAgo(9_000));
    var building = farm.overview.getBuildingList();
    farm.overview.getWorkersBuilder(0).addBuilding(building.get(0)).addBuilding(building.get(1));
    farm.overview.getWorkersBuilder(2).addBuilding(building.get(3)).addBuilding(building.get(4));
  }

  private Worker.Builder worker(String name, WorkerState state, int slots, int load) {
    return farm.overview
        .addWorkersBuilder()
        .setName(name)
        .setState(state)
        .setSlots(slots)
        .addHostArchitectures(name.contains("musl") ? "x86_64-musl" : "x86_64")
        .setMemoryBytes(122 * GIB)
        .setMemoryBytesReserved(load * (14 * GIB))
        .setDiskTotalBytes(800 * GIB)
        .setDiskFreeBytes(310 * GIB)
        .setDiskBytesReserved(load * (40 * GIB))
        .setLoad(load * 9.3)
        .setLastSeen(secondsAgo(3))
        .setVersion("0.1.0")
        .setLocation("Frankfurt")
        .putTools("xbps", "0.60.5")
        .putTools("gcc", "14.2.1")
        .putTools("ccache", "4.11")
        .setFigures(
            HostFigures.newBuilder()
                .setMemoryFreeBytes(61 * GIB)
                .setInodesTotal(52_428_800)
                .setInodesFree(40_118_204)
                .setContextSwitchesPerSecond(48_211)
                .setTemperatureCelsius(61)
                .setCompilerCache(
                    CompilerCache.newBuilder()
                        .setHits(6_120_448)
                        .setMisses(3_912_001)
                        .setSizeBytes(79 * GIB)
                        .setSizeBytesMax(80 * GIB)
                        .setCleanups(311))
                .setLogBytesUnsent(load * 3_000L)
                .addKeptTrees(77))
        .setAttemptsSucceeded(48_211)
        .setAttemptsFailed(1_904);
  }

  private void pushes() {
    String[] titles = {
      "chromium: update to 143.0.7204.49.",
      "openssl: update to 3.6.0, revbump dependents",
      "gimp: fix build on musl, by using a very long commit message that does not end where it should",
      "New package: fractal-13",
      "linux6.18: update to 6.18.2."
    };
    for (int i = 0; i < titles.length; i++) {
      var push =
          Push.newBuilder()
              .setId(2041 - i)
              .setNewCommit("9f1c2a7be04d5513aa90cc2f7d31e88812ab45fe")
              .setOldCommit("1b22c3d4e5f60718293a4b5c6d7e8f9012345678")
              .setWho(i % 2 == 0 ? "leah" : "duncaen")
              .setTitle(titles[i])
              .setReceived(secondsAgo(600 + 4_000L * (long) i * i))
              .setCommitCount(i == 1 ? 112 : 1)
              .addPackages(PACKAGES[i])
              .putBuildsByState("RELEASED", i == 0 ? 2 : 7 + 300L * (i % 2));
      if (i < 2) {
        push.putBuildsByState("BUILDING", 3)
            .putBuildsByState("BLOCKED", 41)
            .putBuildsByState("READY", 4)
            .putBuildsByState("STAGED", 12);
      } else {
        push.setReleased(secondsAgo(4_000L * (long) i * i - 1_000));
      }
      if (i == 1 || i == 2) {
        push.putBuildsByState("FAILED", 1).putBuildsByState("DEPENDENCY_FAILED", 6);
      }
      if (i == 3) {
        push.setProblem("fractal: the template does not evaluate, line 12: unexpected end of file");
      }
      farm.overview.addPushes(push);
      var builds = farm.buildsById.values().stream().map(BuildDetails::getBuild).toList();
      farm.pushesById.put(
          push.getId(), PushDetails.newBuilder().setPush(push).addAllBuilds(builds).build());
    }
  }

  private void packages() {
    for (String name : PACKAGES) {
      var details =
          PackageDetails.newBuilder()
              .setPackage(name)
              .setShortDescription(
                  "A thing that many other things need, in its version for " + name)
              .addSubpackages(name + "-devel")
              .addSubpackages("lib" + name);
      farm.buildsById.values().stream()
          .map(BuildDetails::getBuild)
          .filter(build -> build.getPackage().equals(name))
          .forEach(details::addBuilds);
      for (var target : TARGETS) {
        var on =
            PackageOnTarget.newBuilder()
                .setTarget(target)
                .setWantedVersion("3.6.0_1")
                .setReleasedVersion(target.getHost().contains("musl") ? "3.5.4_2" : "3.6.0_1")
                .addHostDependencies("perl")
                .addHostDependencies("pkg-config")
                .addTargetDependencies("zlib-devel")
                .addDependents("curl")
                .addDependents("python3");
        if (target.getArchitecture().equals("armv6l-musl")) {
          on.setUnavailable("archs=\"~armv6l*\" in its template");
        } else {
          on.setLastBuild(build(name, "3.6.0_1", target, BuildState.RELEASED));
          on.addAllReceipt(receipt());
        }
        details.addTargets(on);
      }
      farm.packagesByName.put(name, details.build());
    }
  }

  private void repositories() {
    String[] directories = {".", "musl", "aarch64", "nonfree", "debug"};
    for (int i = 0; i < directories.length; i++) {
      var state =
          RepositoryState.newBuilder()
              .setDirectory(directories[i])
              .setArchitecture(TARGETS.get((i * 5) % 9).getArchitecture())
              .setPackageCount(19_204 - 3_000L * i)
              .setStagedCount(i == 1 ? 44 : 0)
              .setUpdated(secondsAgo(200 + 900L * i));
      if (i == 1) {
        state.addHeldBack(
            "openssl-3.6.0_1 and 43 more: libcrypto.so.3 is still needed by nodejs-22.4_1, whose build failed");
      }
      if (i > 0) {
        state.setBehindArchitecture("x86_64").setBehindCount(i == 1 ? 312 : 0);
      }
      farm.repositories.addRepositories(state);
    }
    farm.repositories
        .addMirrors(mirror("tier1-de", true, "rsync://mirror.example.de/void", ""))
        .addMirrors(mirror("tier1-us", false, "rsync://mirror.example.us/void", ""))
        .addMirrors(
            mirror(
                "tier1-fi",
                false,
                "rsync://mirror.example.fi/void",
                "rsync: connection refused, 4 tries since 14:02"))
        .addMirrors(
            MirrorState.newBuilder()
                .setName("uni-at")
                .setUrl("https://mirror.example.at/void/current")
                .setLooked(secondsAgo(12))
                .setLag(seconds(7_300))
                .setNote("its clock is 7200 s behind ours"));
    published();
  }

  private void published() {
    farm.add(
        BuildDetails.newBuilder()
            .setBuild(
                build("curl", "8.9.1_1", TARGETS.get(0), BuildState.RELEASED).setId(RELEASED_BUILD))
            .addAllReceipt(receipt())
            .build());
    for (String architecture : List.of("x86_64", "x86_64-musl")) {
      farm.published.add(
          PublishedPackage.newBuilder()
              .setName("curl")
              .setVersion("8.9.1")
              .setRevision(1)
              .setArchitecture(architecture)
              .setIndexArchitecture(architecture)
              .setDirectory(architecture.endsWith("musl") ? "musl" : ".")
              .setShortDesc("Client that groks URLs")
              .setFilenameSize(262_144)
              .setStaged(architecture.endsWith("musl"))
              .addProperties(Property.newBuilder().setKey("license").addValues("MIT"))
              .addProperties(Property.newBuilder().setKey("filename-size").addValues("262144"))
              .addProperties(
                  Property.newBuilder()
                      .setKey("run_depends")
                      .setList(true)
                      .addValues("libcurl>=8.9.1_1"))
              .addFiles(OwnedFile.newBuilder().setPkgver("curl-8.9.1_1").setPath("/usr/bin/curl"))
              .addAllReceipt(receipt())
              .build());
    }
  }

  private static List<Receipt> receipt() {
    String index = "index=x86_64-repodata sha256=" + "41aa9f2c".repeat(8);
    return List.of(
        step(
            "delivered",
            "sha256=%s build=90001 attempt=7 commit=%s"
                .formatted("9f2c41aa".repeat(8), "4be1c09d77".repeat(4))),
        step("signed", "key=8b:db:8e:9e:b2:d5:34:d1:4c:02:3c:45:12:c8:4b:2d"),
        step("staged", index),
        step("warning", "curl-8.9.1_1 and wcurl-2024.7_1 both own /usr/bin/wcurl"),
        step("released", index),
        step("mirrored", "mirror=tier1-de"));
  }

  private static Receipt step(String step, String detail) {
    return Receipt.newBuilder()
        .setTime(secondsAgo(100))
        .setStep(step)
        .setFile("curl-8.9.1_1.x86_64.xbps")
        .setDetail(detail)
        .build();
  }

  private static MirrorState mirror(String name, boolean inSync, String to, String problem) {
    return MirrorState.newBuilder()
        .setName(name)
        .setRequired(true)
        .setPushed(true)
        .setLooked(secondsAgo(12))
        .setBacklogFiles(inSync ? 0 : 1_204)
        .addIndexes(
            MirrorIndex.newBuilder()
                .setDirectory("musl")
                .setArchitecture("x86_64-musl")
                .setPresent(true)
                .setInSync(inSync)
                .setBehind(seconds(inSync ? 0 : 372)))
        .setInSync(inSync)
        .setDestination(to)
        .setProblem(problem)
        .setLag(seconds(inSync ? 0 : 372))
        .setLastSynced(secondsAgo(inSync ? 20 : 390))
        .setLastSyncTook(seconds(8))
        .build();
  }

  private void rest() {
    farm.problems.add(
        Problem.newBuilder()
            .setPackage("fractal")
            .setKind("template")
            .setText(
                "srcpkgs/fractal/template, line 12: unexpected end of file\nClose the quote that opens in line 9.")
            .setSince(secondsAgo(50_000))
            .build());
    farm.problems.add(
        Problem.newBuilder()
            .setPackage("gst1-plugins-bad1")
            .setTarget(TARGETS.get(5))
            .setKind("cycle")
            .setText(
                "gst1-plugins-bad1 → libcamera → gst1-plugins-bad1: no older binary breaks it.")
            .setSince(secondsAgo(900))
            .build());
    String[] did = {
      "retry build 84318", "drain vm-glibc-2", "force openssl on all targets", "report push 2041"
    };
    for (int i = 0; i < did.length; i++) {
      farm.audit.add(
          AuditEntry.newBuilder()
              .setSequence(9_120_300L - i)
              .setActor(i == 3 ? "GitHub webhook" : "olga")
              .setAction(did[i])
              .setReason(i == 1 ? "kernel update tonight" : "")
              .setTime(secondsAgo(700L * (i + 1)))
              .build());
    }
    for (var details : List.copyOf(farm.buildsById.values())) {
      if (details.getBuild().getState() == BuildState.FAILED) {
        farm.hits.add(
            LogHit.newBuilder()
                .setBuild(details.getBuild())
                .setAttempt(details.getBuild().getAttempt())
                .setLine(61)
                .setOffset(SampleLog.failing().indexOf("vtls/openssl.c:4021"))
                .setText("vtls/openssl.c:4021: undefined reference to `SSL_CTX_set_ciphersuites'")
                .setMatchFrom(21)
                .setMatchTo(30)
                .addBefore("/usr/bin/ld: vtls/openssl.o: in function `set_ciphers':")
                .addAfter("collect2: error: ld returned 1 exit status")
                .build());
        farm.logErrors.put(details.getBuild().getAttempt(), errors(details.getBuild()));
      }
    }
  }

  private static LogErrors errors(Build failed) {
    long at = SampleLog.failing().indexOf("vtls/openssl.c:4021");
    return LogErrors.newBuilder()
        .addErrors(
            LogLine.newBuilder()
                .setLine(61)
                .setOffset(at)
                .setText("vtls/openssl.c:4021: undefined reference to `SSL_CTX_set_ciphersuites'"))
        .addErrors(
            LogLine.newBuilder()
                .setLine(62)
                .setOffset(at + 71)
                .setText("collect2: error: ld returned 1 exit status"))
        .setErrorCount(5)
        .setWarningCount(130)
        .setSignature("openssl.c:#: undefined reference to `SSL_CTX_set_ciphersuites'")
        .setFailedAt(LogLine.newBuilder().setLine(61).setOffset(at))
        .setSeenBefore(3)
        .setFirstSeen(sighting(failed, 86_400L * 400))
        .setLastSeen(sighting(failed, 86_400L * 2))
        .build();
  }

  private static ErrorSighting sighting(Build failed, long secondsAgo) {
    return ErrorSighting.newBuilder()
        .setBuild(
            failed.toBuilder().setId(failed.getId() - secondsAgo / 86_400).setVersion("3.1_2"))
        .setAttempt(failed.getAttempt() - secondsAgo / 86_400)
        .setOffset(4711)
        .setTime(secondsAgo(secondsAgo))
        .build();
  }
}
