/// The pages for people: what each one asks the farm, and how facts are put into words.
@NullMarked
package slipway.webui.pages;

import org.jspecify.annotations.NullMarked;
