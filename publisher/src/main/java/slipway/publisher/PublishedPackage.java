package slipway.publisher;

/// A binary package as the repository has it.
///
/// @param sourcePackage of whose build it is a part
/// @param staged whether it waits in the stage; otherwise it is in the index, visible to all
public record PublishedPackage(
    String directory, String pkgname, String pkgver, String sourcePackage, boolean staged) {}
