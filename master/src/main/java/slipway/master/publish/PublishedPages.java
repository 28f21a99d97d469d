package slipway.master.publish;

import io.grpc.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import slipway.master.wire.Wire;
import slipway.proto.OwnedFile;
import slipway.proto.Property;
import slipway.proto.PublishedPackage;
import slipway.proto.Receipt;
import slipway.proto.SearchPackagesRequest;
import slipway.proto.SearchPackagesResponse;
import slipway.publisher.PackageSearch;
import slipway.publisher.Publisher;
import slipway.publisher.ReceiptLine;
import slipway.xbps.PkgVer;

/// What the repositories have, as the farm's API shows it.
final class PublishedPages {
  private static final int LIMIT = 100;
  private static final int LIMIT_MAX = 1_000_000;

  private final Publisher publisher;

  PublishedPages(Publisher publisher) {
    this.publisher = publisher;
  }

  SearchPackagesResponse search(SearchPackagesRequest request)
      throws IOException, InterruptedException {
    int limit =
        request.getLimit() == 0
            ? LIMIT
            : Math.clamp(Integer.toUnsignedLong(request.getLimit()), 1, LIMIT_MAX);
    var response =
        SearchPackagesResponse.newBuilder().addAllArchitectures(publisher.architectures());
    if (!request.getFile().isEmpty()) {
      List<PackageSearch.OwnedFile> files = owners(request, limit + 1);
      files.stream().limit(limit).forEach(file -> response.addFiles(shown(file)));
      return response.setMore(files.size() > limit).build();
    }
    var found = publisher.search(request.getArchitecture(), request.getText(), limit + 1);
    found.stream().limit(limit).forEach(one -> response.addPackages(shown(one)));
    return response.setMore(found.size() > limit).build();
  }

  private List<PackageSearch.OwnedFile> owners(SearchPackagesRequest request, int limit)
      throws InterruptedException {
    try {
      return publisher.owners(request.getArchitecture(), request.getFile(), limit);
    } catch (IOException wrong) {
      throw Status.INVALID_ARGUMENT
          .withDescription(wrong.getMessage())
          .withCause(wrong)
          .asRuntimeException();
    }
  }

  Optional<PublishedPackage> details(String architecture, String name) throws IOException {
    var found = publisher.details(architecture, name);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    var details = found.get();
    var shown = shown(details.found());
    details.facts().dictionary().forEach((key, value) -> shown.addProperties(of(key, value)));
    details.files().forEach(file -> shown.addFiles(shown(file)));
    var facts = details.facts();
    String file = "%s.%s.xbps".formatted(facts.pkgver(), facts.architecture());
    String path =
        details.found().directory().isEmpty() ? file : details.found().directory() + "/" + file;
    publisher
        .receipt(facts.sourcePackage(), facts.pkgver().version(), facts.architecture())
        .stream()
        .filter(line -> line.file().equals(path))
        .forEach(line -> shown.addReceipt(wire(line)));
    return Optional.of(shown.build());
  }

  static Receipt wire(ReceiptLine line) {
    return Receipt.newBuilder()
        .setTime(Wire.time(line.time()))
        .setStep(line.step())
        .setFile(line.file())
        .setDetail(line.detail())
        .build();
  }

  private static PublishedPackage.Builder shown(PackageSearch.Found one) {
    String version = PkgVer.parse(one.pkgver()).version();
    int underscore = version.lastIndexOf('_');
    return PublishedPackage.newBuilder()
        .setName(one.pkgname())
        .setVersion(version.substring(0, underscore))
        .setRevision(revision(version.substring(underscore + 1)))
        .setArchitecture(one.architecture())
        .setIndexArchitecture(one.indexArchitecture())
        .setDirectory(one.directory().isEmpty() ? "." : one.directory())
        .setShortDesc(one.shortDescription())
        .setFilenameSize(one.fileBytes())
        .setStaged(one.staged());
  }

  private static int revision(String digits) {
    return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt("0" + digits);
  }

  private static OwnedFile shown(PackageSearch.OwnedFile file) {
    return OwnedFile.newBuilder()
        .setPkgver(file.pkgver())
        .setPath(file.path())
        .setTarget(file.target().orElse(""))
        .build();
  }

  private static Property of(String key, Object value) {
    var property = Property.newBuilder().setKey(key);
    switch (value) {
      case List<?> list -> {
        property.setList(true);
        list.forEach(element -> property.addValues(text(element)));
      }
      case Map<?, ?> map -> {
        property.setList(true);
        map.forEach((group, links) -> property.addValues(group + ": " + text(links)));
      }
      default -> property.addValues(text(value));
    }
    return property.build();
  }

  private static String text(Object value) {
    return switch (value) {
      case byte[] data -> Base64.getEncoder().encodeToString(data);
      case List<?> list -> {
        var parts = new ArrayList<String>();
        list.forEach(element -> parts.add(text(element)));
        yield String.join(" ", parts);
      }
      default -> String.valueOf(value);
    };
  }
}
