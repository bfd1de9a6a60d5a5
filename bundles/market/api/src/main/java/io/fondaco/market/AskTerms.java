package io.fondaco.market;

import io.fondaco.model.PieceSize;
import io.fondaco.model.TokenAmount;
import java.util.Optional;

/**
 * What to change of an ask; what is left out stays.
 *
 * @param duration how long it holds, in epochs
 */
public record AskTerms(
        Optional<TokenAmount> price,
        Optional<TokenAmount> verifiedPrice,
        Optional<PieceSize> smallest,
        Optional<PieceSize> largest,
        Optional<Long> duration) {}
