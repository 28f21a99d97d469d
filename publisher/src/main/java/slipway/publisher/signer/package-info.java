/// Signing in a process of its own, which has the key and sees digests only.
@org.jspecify.annotations.NullMarked
package slipway.publisher.signer;
