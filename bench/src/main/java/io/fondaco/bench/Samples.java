package io.fondaco.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a process spends its time: how long threads had a core, by name, and what Java code they were in, by the flight
 * recorder's samples. Code in native methods is not sampled: it is in the times of its threads only. The virtual machine books
 * code that is inlined to the right place with {@code -XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints} only.
 */
final class Samples {
    private static final String EVENT = "jdk.ExecutionSample";
    private static final Duration EVERY = Duration.ofMillis(1);

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Map<String, Long> before = times();
    private final Recording recording = new Recording();
    private final LinkedHashMap<String, List<String>> places;

    /** @param places beginnings of names of methods, by what they stand for; the innermost frame that has one counts */
    Samples(LinkedHashMap<String, List<String>> places) {
        this.places = places;
        recording.enable(EVENT).withPeriod(EVERY);
        recording.start();
    }

    /** To be done before what is sampled warms up: the first start of the recorder makes the machine compile much anew. */
    static void prepare() {
        try (Recording first = new Recording()) {
            first.enable(EVENT).withPeriod(EVERY);
            first.start();
        }
    }

    private Map<String, Long> times() {
        Map<String, Long> times = new TreeMap<>();
        for (ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (info != null) {
                long used = threads.getThreadCpuTime(info.getThreadId());
                times.merge(info.getThreadName().replaceAll("[-0-9]+$", ""), Math.max(0, used), Long::sum);
            }
        }
        return times;
    }

    /** Ends and prints, the largest first. */
    void print(Path folder) throws IOException {
        Map<String, Long> after = times();
        Path file = folder.resolve("samples.jfr");
        recording.stop();
        recording.dump(file);
        recording.close();
        Map<String, Long> taken = new HashMap<>();
        after.forEach((name, nanos) -> taken.put(name, nanos - before.getOrDefault(name, 0L)));
        print("threads", taken, 1e-9, " s");
        Map<String, Long> seen = new HashMap<>();
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (event.getEventType().getName().equals(EVENT)) {
                    seen.merge(place(event.getStackTrace().getFrames()), 1L, Long::sum);
                }
            }
        }
        print("Java code", seen, 1, " samples");
        Files.delete(file);
    }

    private static void print(String what, Map<String, Long> counts, double unit, String name) {
        long all =
                Math.max(1, counts.values().stream().mapToLong(Long::longValue).sum());
        System.out.printf(Locale.ROOT, "  %s, %.3g%s:%n", what, all * unit, name);
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .filter(e -> e.getValue() > all / 100)
                .forEach(e ->
                        System.out.printf(Locale.ROOT, "    %5.1f %%  %s%n", 100.0 * e.getValue() / all, e.getKey()));
    }

    private String place(List<RecordedFrame> frames) {
        for (RecordedFrame frame : frames) {
            RecordedMethod method = frame.getMethod();
            String name = method.getType().getName() + "." + method.getName();
            for (Map.Entry<String, List<String>> place : places.entrySet()) {
                if (place.getValue().stream().anyMatch(name::startsWith)) {
                    return place.getKey();
                }
            }
        }
        return "the rest";
    }
}
