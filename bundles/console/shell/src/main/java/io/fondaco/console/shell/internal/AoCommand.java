package io.fondaco.console.shell.internal;

import io.fondaco.ao.AoUnit;
import io.fondaco.ao.ProcessInfo;
import io.fondaco.ao.Tag;
import io.fondaco.ao.spi.Outcome;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

/**
 * What commands about the ao unit share.
 *
 * @param <T> the value
 */
abstract class AoCommand<T> extends HouseCommand<T> {
    private static final int SHOWN = 200;

    @Reference(optional = true)
    AoUnit unit;

    final AoUnit unit() {
        if (unit == null) {
            throw new IllegalStateException(
                    "No ao unit is here: install the features fondaco-ao-unit and fondaco-ao-lua");
        }
        return unit;
    }

    /** A process as it may be typed: the beginning of its id is enough when there is only one. */
    final String process(String typed) {
        if (unit().process(typed).isPresent()) {
            return typed;
        }
        List<ProcessInfo> all = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            var page = unit().processes(after, 1000);
            page.items().stream().filter(known -> known.id().startsWith(typed)).forEach(all::add);
            after = page.next();
        } while (after.isPresent());
        if (all.size() != 1) {
            throw new IllegalArgumentException(
                    (all.isEmpty() ? "No process begins with '" : all.size() + " processes begin with '") + typed
                            + "': ao:processes lists them");
        }
        return all.get(0).id();
    }

    /** Tags as they are typed: NAME=VALUE. */
    static List<Tag> tags(List<String> typed) {
        List<Tag> tags = new ArrayList<>();
        for (String each : typed == null ? List.<String>of() : typed) {
            int at = each.indexOf('=');
            if (at < 1) {
                throw new IllegalArgumentException(
                        "'" + each + "' is no tag: write NAME=VALUE, such as Action=Balance");
            }
            tags.add(new Tag(each.substring(0, at), each.substring(at + 1)));
        }
        return tags;
    }

    /** What an evaluation came to. */
    public record Came(
            String output, List<Said> messages, List<Map<String, String>> spawns, String error, long gasUsed) {

        static Came of(Outcome outcome) {
            return new Came(
                    outcome.output(),
                    outcome.messages().stream()
                            .map(sent -> new Said(sent.target(), named(sent.tags()), text(sent.data())))
                            .toList(),
                    outcome.spawns().stream().map(spawn -> named(spawn.tags())).toList(),
                    outcome.error().orElse(""),
                    outcome.gasUsed());
        }
    }

    /** A message that a process sends. */
    public record Said(String target, Map<String, String> tags, String data) {}

    static Map<String, String> named(List<Tag> tags) {
        return tags.stream()
                .collect(Collectors.toMap(
                        Tag::name, Tag::value, (one, other) -> one + ", " + other, java.util.LinkedHashMap::new));
    }

    /** Data as text, or how much there is of what is none. */
    static String text(byte[] data) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
        } catch (CharacterCodingException binary) {
            return data.length + " bytes that are no text";
        }
    }

    final void print(Came came, PrintStream out) {
        if (!came.error().isEmpty()) {
            out.println("Error: " + came.error());
        }
        if (!came.output().isEmpty()) {
            out.println("Output: " + came.output());
        }
        for (Said said : came.messages()) {
            out.println("To " + said.target());
            said.tags().forEach((name, value) -> out.println("    " + name + " = " + cut(value)));
            if (!said.data().isBlank()) {
                out.println("    " + cut(said.data()));
            }
        }
        came.spawns().forEach(spawn -> out.println("Spawns " + spawn));
        out.println(came.gasUsed() + " steps");
    }

    private String cut(String text) {
        return !interactive() || text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "... (--json prints all)";
    }
}
