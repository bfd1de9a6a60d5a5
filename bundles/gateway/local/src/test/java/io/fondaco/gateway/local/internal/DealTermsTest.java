package io.fondaco.gateway.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.Chain;
import io.fondaco.chain.ChainPolicy;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Stance;
import io.fondaco.model.DealId;
import io.fondaco.model.TokenAmount;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.Test;

public class DealTermsTest {

    private static final Instant END = Instant.parse("2026-11-27T07:40:40Z");
    private static final ChainPolicy POLICY =
            new ChainPolicy("pretend", Duration.ofSeconds(1), 60, 3_680_640, 5_256_000, 1, 10, TokenAmount.fil("1"));

    private static DealView deal(Optional<Stance.Ending> ending) {
        return new DealView(
                DealId.parse("bafyreia@alice"),
                "storage.client",
                "Whatever",
                ending,
                END,
                END,
                1,
                Optional.empty(),
                Optional.empty(),
                0,
                Map.of("end", "518471"));
    }

    @Test
    public void aDealThatIsOverHasNoEndToCome() {
        Chain chain = Servlets.only(Chain.class, Map.of("timeOf", END));
        assertThat(DealTerms.end(deal(Optional.empty()), chain)).contains(END);
        for (Stance.Ending ending : Stance.Ending.values()) {
            assertThat(DealTerms.end(deal(Optional.of(ending)), chain)).isEmpty();
        }
    }

    @Test
    public void takesTheDurationsTheNetworkTakesAndNoOthers() {
        assertThat(DealTerms.duration(OptionalLong.empty(), POLICY)).isEqualTo(518_400);
        assertThat(DealTerms.duration(OptionalLong.of(60), POLICY)).isEqualTo(60);
        for (long wrong : new long[] {-5, 0, 59, 3_680_641}) {
            assertThatThrownBy(() -> DealTerms.duration(OptionalLong.of(wrong), POLICY))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("A deal lasts 60 to 3680640 epochs here, not " + wrong);
        }
    }
}
