/// A farm around one worker: a master in this process, a tree of templates, a repository over HTTP.
@NullMarked
package slipway.worker.testing;

import org.jspecify.annotations.NullMarked;
