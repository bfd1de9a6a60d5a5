package io.fondaco.transfer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.Registration;
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.TransferEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** The responding end of a channel. */
public class RespondingTest extends DispatcherHouse {

    @Test
    public void asksTheResponderOfTheVoucherAndSaysLaterWhenNobodyIsThere() {
        assertThat(dispatcher.ask(incoming(false))).isInstanceOf(Decision.Later.class);
        Registration answering =
                dispatcher.respond(BOB, "test", asked -> new Decision.Accept(Path.of("draft"), 100, 127));
        assertThatThrownBy(() -> dispatcher.respond(BOB, "test", asked -> new Decision.Refuse("no")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(dispatcher.ask(incoming(false))).isEqualTo(new Decision.Accept(Path.of("draft"), 100, 127));
        answering.close();
        dispatcher.respond(BOB, "test", asked -> new Decision.Refuse("no"));
        assertThat(dispatcher.ask(incoming(false))).isEqualTo(new Decision.Refuse("no"));
    }

    @Test
    public void aThrowingResponderIsAskedAgainLater() {
        dispatcher.respond(BOB, "test", asked -> {
            throw new IllegalStateException("on purpose");
        });
        assertThat(dispatcher.ask(incoming(false))).isInstanceOf(Decision.Later.class);
    }

    @Test
    public void tellsTheResponderThatAChannelGoesOnEvenIfANewTransportDoesNotKnow() {
        List<Boolean> known = new ArrayList<>();
        dispatcher.respond(BOB, "test", asked -> {
            known.add(asked.known());
            return new Decision.Accept(Path.of("draft"), 100, 127);
        });
        for (int i = 0; i < 2; i++) {
            dispatcher.ask(incoming(false));
            dispatcher.tell(new TransferEvent.Opened(id(1, BOB), BOB, VOUCHER));
            dispatcher.tell(new TransferEvent.Stalled(id(1, BOB), BOB, "the line broke"));
        }
        assertThat(kinds(bob)).containsExactly("Opened", "Stalled", "Restarted", "Stalled");
        assertThat(known).containsExactly(false, true);
    }

    @Test
    public void tellsTheResponderNothingMoreOnceAChannelIsOver() {
        dispatcher.addTransport(transport);
        dispatcher.respond(BOB, "test", asked -> new Decision.Accept(Path.of("draft"), 100, 127));
        dispatcher.begin(push(1, BOB));
        dispatcher.ask(incoming(false));
        dispatcher.tell(new TransferEvent.Opened(id(1, BOB), BOB, VOUCHER));
        dispatcher.cancel(id(1, BOB), "no more");
        dispatcher.tell(new TransferEvent.Stalled(id(1, BOB), BOB, "no more"));
        assertThat(kinds(bob)).containsExactly("Opened", "Cancelled");
        assertThat(kinds(alice)).containsExactly("Cancelled");
    }

    @Test
    public void tellsTheResponderWhenTheTriesAreUsedUp() {
        dispatcher = dispatcher(settings(20, 20, 1));
        dispatcher.addTransport(transport);
        dispatcher.respond(BOB, "test", asked -> new Decision.Accept(Path.of("draft"), 100, 127));
        dispatcher.begin(push(1, BOB));
        dispatcher.ask(incoming(false));
        bob.clear();
        transport.last().breaks();
        assertThat(kinds(bob)).containsExactly("Failed");
    }

    @Test
    public void listsWhatOnlyPeersBegan() {
        dispatcher.respond(BOB, "test", asked -> new Decision.Accept(Path.of("draft"), 100, 127));
        dispatcher.ask(incoming(false));
        dispatcher.tell(new TransferEvent.Opened(id(1, BOB), BOB, VOUCHER));
        dispatcher.tell(new TransferEvent.Moved(id(1, BOB), BOB, 60, 100));
        assertThat(view().status()).isEqualTo("moving");
        assertThat(view().bytes()).isEqualTo(60);
        assertThat(view().total()).isEqualTo(100);
    }
}
