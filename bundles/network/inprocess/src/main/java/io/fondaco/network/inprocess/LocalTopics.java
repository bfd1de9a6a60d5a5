package io.fondaco.network.inprocess;

import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.network.PubSub;
import io.fondaco.network.Topic;
import io.fondaco.network.TopicListener;
import io.fondaco.network.TopicMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Topics among the hosts of one process: every listener gets every message straight from its author. */
final class LocalTopics implements PubSub {

    private record Listening(Topic topic, TopicListener listener) {}

    private final PeerId self;
    private final Executor threads;
    private final Supplier<List<LocalTopics>> others;
    private final Map<String, Listening> listening = new ConcurrentHashMap<>();

    LocalTopics(PeerId self, Executor threads, Supplier<List<LocalTopics>> others) {
        this.self = self;
        this.threads = threads;
        this.others = others;
    }

    @Override
    public Registration subscribe(Topic topic, TopicListener listener) {
        Listening mine = new Listening(topic, listener);
        if (listening.putIfAbsent(topic.name(), mine) != null) {
            throw new IllegalStateException(self + " listens to " + topic.name() + " already");
        }
        return () -> listening.remove(topic.name(), mine);
    }

    @Override
    public CompletionStage<Integer> publish(String topic, byte[] data) {
        TopicMessage message = new TopicMessage(topic, data.clone(), Optional.of(self), new byte[0], self);
        int reached = 0;
        for (LocalTopics other : others.get()) {
            Listening there = other.listening.get(topic);
            if (there != null && data.length <= there.topic().maxMessage()) {
                threads.execute(() -> there.listener().on(message));
                reached++;
            }
        }
        return CompletableFuture.completedFuture(reached);
    }

    @Override
    public List<PeerId> listeners(String topic) {
        return others.get().stream()
                .filter(other -> other.listening.containsKey(topic))
                .map(other -> other.self)
                .toList();
    }

    /** Nobody is kept out: all are of this process. */
    @Override
    public Registration judge(ToDoubleFunction<PeerId> score) {
        return () -> {};
    }
}
