package io.fondaco.network.libp2p.internal.gossip;

import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.network.Topic;
import io.fondaco.network.TopicListener;
import io.fondaco.network.TopicListener.Verdict;
import io.fondaco.network.TopicMessage;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a message before anybody else hears of it: is it new, is it signed by its author, and does the listener
 * accept it. On the router's thread; signatures are checked elsewhere.
 */
final class Checks {

    private static final Logger LOG = LoggerFactory.getLogger(Checks.class);
    private static final byte[] NOTHING = {};

    /** A topic this host listens to. */
    record Listening(Topic topic, TopicListener listener) {}

    /** A message the listener has accepted. */
    interface Accepted {
        void accepted(MessageId id, PostedMessage message, Seen.Sighting sighting);
    }

    private final PeerId self;
    private final Signatures signatures;
    private final Seen seen;
    private final PeerScores scores;
    private final Recovery recovery;
    private final Time time;
    private final Executor thread;
    private final Executor workers;
    private final Accepted accepted;
    private int running;
    private long runningBytes;

    Checks(
            PeerId self,
            Signatures signatures,
            Seen seen,
            PeerScores scores,
            Recovery recovery,
            Time time,
            Executor thread,
            Executor workers,
            Accepted accepted) {
        this.self = self;
        this.signatures = signatures;
        this.seen = seen;
        this.scores = scores;
        this.recovery = recovery;
        this.time = time;
        this.thread = thread;
        this.workers = workers;
        this.accepted = accepted;
    }

    /** The message as listeners see it. */
    static TopicMessage view(PostedMessage message, PeerId from) {
        return new TopicMessage(
                message.topic(),
                message.data() == null ? NOTHING : message.data(),
                Signatures.author(message),
                message.number() == null ? NOTHING : message.number(),
                from);
    }

    /** A message of a topic this host listens to. */
    void check(PeerId from, PostedMessage message, Listening listening) {
        Optional<PeerId> author = Signatures.author(message);
        if (author.filter(self::equals).isPresent()) {
            return;
        }
        TopicMessage view = view(message, from);
        int length = view.data().length;
        if (!signatures.complete(message) || length > listening.topic().maxMessage()) {
            scores.invalid(from, message.topic());
            return;
        }
        Optional<MessageId> id = id(listening.topic(), view);
        if (id.isEmpty()) {
            scores.invalid(from, message.topic());
            return;
        }
        Seen.Sighting sighting = seen.find(id.get());
        if (sighting != null) {
            again(from, message.topic(), sighting);
            return;
        }
        if (running >= GossipSettings.MAX_CHECKING || runningBytes + length > GossipSettings.MAX_CHECKING_BYTES) {
            LOG.debug("too many messages are being checked, one of {} from {} is dropped", message.topic(), from);
            return;
        }
        running++;
        runningBytes += length;
        CompletableFuture.supplyAsync(() -> signatures.genuine(message), workers)
                .whenCompleteAsync(
                        (genuine, failure) -> signed(id.get(), message, view, listening, genuine, failure), thread);
    }

    private static Optional<MessageId> id(Topic topic, TopicMessage view) {
        try {
            return Optional.of(new MessageId(topic.messageId().apply(view)));
        } catch (RuntimeException e) {
            LOG.debug("a message of {} from {} has no id: {}", topic.name(), view.from(), e.toString());
            return Optional.empty();
        }
    }

    private void again(PeerId from, String topic, Seen.Sighting sighting) {
        if (sighting.broughtBy(from)) {
            return;
        }
        sighting.others().add(from);
        switch (sighting.fate()) {
            case VALID -> {
                if (!time.now().isAfter(sighting.decided().plus(scores.window(topic)))) {
                    scores.near(from, topic);
                }
            }
            case INVALID -> scores.invalid(from, topic);
            case UNDER_CHECK, IGNORED -> {
                // Counted once its fate is known, or never.
            }
        }
    }

    private void signed(
            MessageId id,
            PostedMessage message,
            TopicMessage view,
            Listening listening,
            Boolean genuine,
            Throwable failure) {
        PeerId from = view.from();
        if (failure != null) {
            LOG.warn("the signature of a message of {} could not be checked", view.topic(), failure);
            over(view);
            return;
        }
        if (!genuine) {
            LOG.debug("a message of {} from {} has a forged signature", view.topic(), from);
            scores.invalid(from, view.topic());
            over(view);
            return;
        }
        recovery.arrived(id);
        Seen.Sighting earlier = seen.find(id);
        if (earlier != null) {
            again(from, view.topic(), earlier);
            over(view);
            return;
        }
        Seen.Sighting sighting = seen.add(id, from);
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        // Longer than this nobody remembers the message, and it would come again.
        Registration limit = time.after(GossipSettings.SEEN, () -> verdict.complete(Verdict.IGNORE));
        verdict.whenCompleteAsync(
                (result, fault) -> {
                    limit.close();
                    over(view);
                    decided(id, message, view, sighting, fault == null && result != null ? result : Verdict.IGNORE);
                },
                thread);
        ask(listening, view).whenComplete((result, fault) -> {
            if (fault != null) {
                LOG.warn("the listener of {} failed on a message from {}", view.topic(), from, fault);
            }
            verdict.complete(fault == null ? result : Verdict.IGNORE);
        });
    }

    private static CompletionStage<Verdict> ask(Listening listening, TopicMessage view) {
        try {
            return listening.listener().on(view);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void over(TopicMessage view) {
        running--;
        runningBytes -= view.data().length;
    }

    private void decided(
            MessageId id, PostedMessage message, TopicMessage view, Seen.Sighting sighting, Verdict verdict) {
        String topic = view.topic();
        switch (verdict) {
            case ACCEPT -> {
                sighting.decide(Seen.Fate.VALID, time.now());
                scores.first(view.from(), topic);
                sighting.others().forEach(peer -> scores.near(peer, topic));
                accepted.accepted(id, message, sighting);
            }
            case REJECT -> {
                sighting.decide(Seen.Fate.INVALID, time.now());
                scores.invalid(view.from(), topic);
                sighting.others().forEach(peer -> scores.invalid(peer, topic));
            }
            case IGNORE -> sighting.decide(Seen.Fate.IGNORED, time.now());
        }
    }

    /** Messages that are being checked. */
    int running() {
        return running;
    }
}
