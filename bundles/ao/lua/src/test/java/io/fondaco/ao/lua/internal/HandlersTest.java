package io.fondaco.ao.lua.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.ao.Tag;
import io.fondaco.ao.spi.Message;
import io.fondaco.ao.spi.Outcome;
import java.util.List;
import org.junit.Test;

/** The surface of aos. */
public class HandlersTest {

    private static Unit unit(String code) {
        Unit unit = Unit.sealed(code);
        assertThat(unit.boot("Type", "Process").error()).isEmpty();
        return unit;
    }

    private static String reply(Outcome outcome) {
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.messages()).hasSize(1);
        return Unit.text(outcome.messages().get(0));
    }

    @Test
    public void matchesTablesOfTagsFunctionsStringsAndWildcards() {
        Unit unit = unit(
                """
                local function say(text) return function(msg) msg.reply({ Data = text }) end end
                Handlers.add("exact", { Action = "A", Kind = "x" }, say("exact"))
                Handlers.add("any", { Action = "A", Kind = "_" }, say("any"))
                Handlers.add("pattern", { Action = "^B%d+$" }, say("pattern"))
                Handlers.add("list", { Action = { "C", "D" } }, say("list"))
                Handlers.add("test", { Action = function(v) return v == "E" end }, say("test"))
                Handlers.add("function", function(msg) return msg.Data == "data" end, say("function"))
                Handlers.add("F", say("short"))
                Handlers.add("text", "G", say("text"))
                Handlers.add("tag", Handlers.utils.hasMatchingTag("Tag", "1"), say("tag"))
                Handlers.add("tagOf", Handlers.utils.hasMatchingTagOf("Tag", { "2", "3" }), say("tagOf"))
                Handlers.add("data", Handlers.utils.hasMatchingData("exactly"), Handlers.utils.reply("data"))
                """);
        assertThat(reply(unit.send("", "Action", "A", "Kind", "x"))).isEqualTo("exact");
        assertThat(reply(unit.send("", "Action", "A", "Kind", "z"))).isEqualTo("any");
        assertThat(unit.send("", "Action", "A").messages()).isEmpty();
        assertThat(reply(unit.send("", "Action", "B12"))).isEqualTo("pattern");
        assertThat(unit.send("", "Action", "B").messages()).isEmpty();
        assertThat(reply(unit.send("", "Action", "D"))).isEqualTo("list");
        assertThat(reply(unit.send("", "Action", "E"))).isEqualTo("test");
        assertThat(reply(unit.send("data"))).isEqualTo("function");
        assertThat(reply(unit.send("", "Action", "F"))).isEqualTo("short");
        assertThat(reply(unit.send("", "Action", "G"))).isEqualTo("text");
        assertThat(reply(unit.send("", "Tag", "1"))).isEqualTo("tag");
        assertThat(reply(unit.send("", "Tag", "3"))).isEqualTo("tagOf");
        assertThat(reply(unit.send("exactly"))).isEqualTo("data");
    }

    @Test
    public void goesThroughHandlersInOrderUntilOneKeepsTheMessage() {
        Unit unit = unit(
                """
                log = {}
                local function note(name) return function(msg) log[#log + 1] = name end end
                Handlers.add("one", function() return 1 end, note("one"))
                Handlers.append("two", function() return "continue" end, note("two"))
                Handlers.prepend("zero", Handlers.utils.continue({ Action = "X" }), note("zero"))
                Handlers.add("no", function() return 0 end, note("no"))
                Handlers.add("nor", function() return "skip" end, note("nor"))
                Handlers.before("two").add("half", function() return "continue" end, note("half"))
                Handlers.after("two").add("more", function() return "continue" end, note("more"))
                Handlers.add("last", function() return -1 end, function(msg) msg.reply({ Data = table.concat(log, ",") }) end)
                Handlers.add("never", function() return true end, note("never"))
                """);
        assertThat(reply(unit.send("", "Action", "X"))).isEqualTo("one,half,two,more,zero,one,half,two,more");
    }

    @Test
    public void handlersRunOnceAreRemovedAndReplacedByName() {
        Unit unit = unit(
                """
                Handlers.once("first", "A", function(msg) msg.reply({ Data = "once" }) end)
                Handlers.add("A", "A", function(msg) msg.reply({ Data = "old" }) end)
                Handlers.add("A", "A", function(msg) msg.reply({ Data = "always" }) end)
                Handlers.add("twice", "B", function(msg) msg.reply({ Data = "b" }) end, 2)
                Handlers.add("remove", "R", function(msg) Handlers.remove("A") end)
                """);
        assertThat(reply(unit.send("", "Action", "A"))).isEqualTo("once");
        assertThat(reply(unit.send("", "Action", "A"))).isEqualTo("always");
        assertThat(reply(unit.send("", "Action", "B"))).isEqualTo("b");
        assertThat(reply(unit.send("", "Action", "B"))).isEqualTo("b");
        assertThat(unit.send("", "Action", "B").messages()).isEmpty();
        unit.send("", "Action", "R");
        assertThat(unit.send("", "Action", "A").messages()).isEmpty();
    }

    @Test
    public void waitsInAHandlerForAMessageThatComesLater() {
        Unit unit = unit(
                """
                Handlers.add("Ask", "Ask", function(msg)
                  local answer = Send({ Target = "oracle", Action = "Question" }).receive()
                  local more = Receive({ Action = "More" })
                  msg.reply({ Data = answer.Data .. more.Data })
                end)
                """);
        Outcome asked = unit.send("", "Action", "Ask");
        assertThat(asked.messages()).hasSize(1);
        String reference = Unit.tag(asked.messages().get(0).tags(), "Reference");
        assertThat(unit.sendFrom("oracle", "oracle", "no", "X-Reference", "999").messages())
                .isEmpty();
        assertThat(unit.sendFrom("oracle", "oracle", "4", "X-Reference", reference)
                        .messages())
                .isEmpty();
        String before = unit.hash();
        assertThat(reply(unit.dryRun("2", "Action", "More"))).isEqualTo("42");
        assertThat(unit.hash()).isEqualTo(before);
        assertThat(reply(unit.send("2", "Action", "More"))).isEqualTo("42");
        assertThat(unit.send("2", "Action", "More").messages()).isEmpty();
    }

    @Test
    public void callsOnReplyForTheAnswerToItsReferenceOnly() {
        Unit unit = unit(
                """
                Handlers.add("Ask", "Ask", function(msg)
                  Send({ Target = "oracle" }).onReply(function(m) msg.reply({ Data = "answer " .. m.Data }) end)
                end)
                """);
        String reference =
                Unit.tag(unit.send("", "Action", "Ask").messages().get(0).tags(), "Reference");
        assertThat(unit.sendFrom("other", "other", "x", "X-Reference", reference)
                        .messages())
                .isEmpty();
        assertThat(reply(unit.sendFrom("oracle", "oracle", "x", "X-Reference", reference)))
                .isEqualTo("answer x");
        assertThat(unit.sendFrom("oracle", "oracle", "x", "X-Reference", reference)
                        .messages())
                .isEmpty();
    }

    @Test
    public void believesOnlyAuthoritiesThatNameAnotherSender() {
        Unit unit = unit("Handlers.add('all', function() return true end, function(m) m.reply({ Data = m.From }) end)");
        assertThat(reply(unit.sendFrom("token", Unit.MESSENGER, ""))).isEqualTo("token");
        Outcome dropped = unit.sendFrom("token", "stranger", "");
        assertThat(dropped.messages()).isEmpty();
        assertThat(dropped.error()).isEmpty();
        assertThat(dropped.output()).contains("Message is not trusted! From: token - Owner: stranger");
        assertThat(reply(unit.sendFrom("stranger", "stranger", ""))).isEqualTo("stranger");
    }

    @Test
    public void tagsBecomeFieldsButNeverThoseOfTheScheduler() {
        Unit unit = unit(
                """
                Handlers.add("all", { Color = "_" }, function(m)
                  m.reply({ Data = table.concat({ m.Color, m.Tags.Color, m.Id, m.From, m.Owner, tostring(m.Timestamp),
                    m.Tags.Id, #m.TagArray, type(m.reply), tostring(m["Block-Height"]), math.type(m.Nonce) }, ",") })
                end)
                """);
        Outcome outcome = unit.send(
                "",
                "Color",
                "red",
                "Id",
                "fake",
                "From",
                "fake",
                "Owner",
                "fake",
                "Timestamp",
                "0",
                "reply",
                "x",
                "Block-Height",
                "9");
        assertThat(reply(outcome))
                .isEqualTo("red,red,message-1," + Unit.OWNER + "," + Unit.OWNER
                        + ",1700000001000,fake,5,function,101,integer");
    }

    @Test
    public void sendsSpawnsAndAssignsWithTagsInOrder() {
        Unit unit = unit(
                """
                Handlers.add("Go", "Go", function(msg)
                  Send({ Target = "t", Action = "A", Quantity = 12, Flag = true, Tags = { { name = "x", value = "1" }, { name = "x", value = "2" } } })
                  Send({ Target = "u", Data = 5, Tags = { k = "v" } })
                  Spawn("module", { Data = "code", Name = "n" })
                  Assign({ Processes = { "p", "q" }, Message = "m", Exclude = { "Data" } })
                  msg.forward("other", { Note = "n" })
                end)
                """);
        Outcome outcome = unit.send("body", "Action", "Go", "Reference", "8", "Extra", "e");
        assertThat(outcome.error()).isEmpty();
        List<Outcome.Sent> sent = outcome.messages();
        assertThat(sent.get(0).tags())
                .containsExactly(
                        new Tag("Data-Protocol", "ao"),
                        new Tag("Variant", "ao.TN.1"),
                        new Tag("Type", "Message"),
                        new Tag("Reference", "1"),
                        new Tag("Action", "A"),
                        new Tag("Quantity", "12"),
                        new Tag("Flag", "true"),
                        new Tag("x", "1"),
                        new Tag("x", "2"));
        assertThat(Unit.text(sent.get(1))).isEqualTo("5");
        assertThat(Unit.tag(sent.get(1).tags(), "k")).isEqualTo("v");
        assertThat(outcome.spawns()).hasSize(1);
        assertThat(new String(outcome.spawns().get(0).data())).isEqualTo("code");
        assertThat(outcome.spawns().get(0).anchor()).isEqualTo("0".repeat(31) + "3");
        assertThat(Unit.tag(outcome.spawns().get(0).tags(), "Module")).isEqualTo("module");
        assertThat(Unit.tag(outcome.spawns().get(0).tags(), "From-Process")).isEqualTo(Unit.PROCESS);
        assertThat(outcome.assignments())
                .containsExactly(new Outcome.AssignmentWish(List.of("p", "q"), "m", List.of("Data")));
        Outcome.Sent forwarded = sent.get(2);
        assertThat(forwarded.target()).isEqualTo("other");
        assertThat(Unit.text(forwarded)).isEqualTo("body");
        assertThat(Unit.tag(forwarded.tags(), "Reply-To")).isEqualTo(Unit.OWNER);
        assertThat(Unit.tag(forwarded.tags(), "X-Reference")).isEqualTo("8");
        assertThat(Unit.tag(forwarded.tags(), "Extra")).isEqualTo("e");
        assertThat(Unit.tag(forwarded.tags(), "Note")).isEqualTo("n");
        assertThat(Unit.tag(forwarded.tags(), "Action")).isEqualTo("Go");
    }

    @Test
    public void repliesToReplyToAndCarriesReferences() {
        Unit unit = unit("Handlers.add('R', 'R', function(m) m.reply({ Data = 'x' }) end)");
        Outcome.Sent sent = unit.send(
                        "", "Action", "R", "Reply-To", "origin", "X-Reference", "5", "Reference", "6", "X-Origin", "o")
                .messages()
                .get(0);
        assertThat(sent.target()).isEqualTo("origin");
        assertThat(Unit.tag(sent.tags(), "X-Reference")).isEqualTo("5");
        assertThat(Unit.tag(sent.tags(), "X-Origin")).isEqualTo("o");
    }

    @Test
    public void countsReferencesAcrossMessages() {
        Unit unit = unit("Handlers.add('R', 'R', function(m) m.reply({ Data = 'x' }) end)");
        for (int i = 1; i < 12; i++) {
            assertThat(unit.send("", "Action", "R").messages().get(0).anchor()).isEqualTo(String.format("%032d", i));
        }
    }

    @Test
    public void capturesWhatIsPrinted() {
        Unit unit = unit("Handlers.add('P', 'P', function(m) print('a', 1, nil) print({} ~= nil) end)");
        assertThat(unit.send("", "Action", "P").output()).contains("\"data\":\"a\\t1\\tnil\\ntrue\"");
    }

    @Test
    public void refusesAssignmentsThatNothingAllows() {
        Unit unit = unit(
                """
                Handlers.add("R", "R", function(m) m.reply({ Data = "got" }) end)
                Handlers.add("Allow", "Allow", function(m) ao.addAssignable("mine", { Kind = "ok" }) end)
                """);
        assertThat(assigned(unit).output()).contains("Assignment is not trusted");
        unit.send("", "Action", "Allow");
        assertThat(reply(assigned(unit))).isEqualTo("got");
    }

    private static Outcome assigned(Unit unit) {
        Message m = unit.message(Unit.OWNER, Unit.OWNER, "", "Action", "R", "Kind", "ok");
        return unit.run(
                new Message(
                        m.id(),
                        m.signature(),
                        m.owner(),
                        m.from(),
                        "somewhere-else",
                        m.tags(),
                        m.data(),
                        m.anchor(),
                        m.epoch(),
                        m.nonce(),
                        m.timestamp(),
                        m.blockHeight(),
                        m.hashChain(),
                        false,
                        false),
                false);
    }

    @Test
    public void runsTheDataOfItsItemOnBootWhenOpenAndAsked() {
        Unit open = Unit.open("x = 1");
        open.run(open.message(Unit.OWNER, Unit.OWNER, "x = x + 41", "On-Boot", "Data", "Type", "Process"), false);
        assertThat(open.eval("x").output()).contains("\"output\":\"42\"");
        Unit sealed = Unit.sealed("x = 1 Handlers.add('X', 'X', function(m) m.reply({ Data = tostring(x) }) end)");
        sealed.run(sealed.message(Unit.OWNER, Unit.OWNER, "x = 42", "On-Boot", "Data", "Type", "Process"), false);
        assertThat(reply(sealed.send("", "Action", "X"))).isEqualTo("1");
    }

    @Test
    public void aModuleThatFailsIsTriedAgainWithTheNextMessage() {
        Unit unit = Unit.sealed(
                "tries = (tries or 0) + 1 if ao.env.Process.Id == '' or os.time() < 1700000002000 then error('early') end "
                        + "Handlers.add('T', 'T', function(m) m.reply({ Data = tostring(tries) }) end)");
        assertThat(unit.boot().error()).contains("module:1: early");
        assertThat(unit.send("", "Action", "T").error()).contains("module:1: early");
        assertThat(reply(unit.send("", "Action", "T"))).isEqualTo("1");
    }

    @Test
    public void timeAndChanceComeFromTheMessage() {
        String code =
                "Handlers.add('T', 'T', function(m) m.reply({ Data = os.time() .. ' ' .. math.random(1000000000) .. ' '"
                        + " .. math.random() .. ' ' .. os.date('!%Y-%m-%d %H:%M:%S') .. ' ' .. os.clock() }) end)";
        Unit one = unit(code);
        Unit two = unit(code);
        String first = reply(one.send("", "Action", "T"));
        assertThat(first).startsWith("1700000001000 ").endsWith("2023-11-14 22:13:21 0.0");
        assertThat(reply(two.send("", "Action", "T"))).isEqualTo(first);
        assertThat(reply(one.send("", "Action", "T")).split(" ")[1]).isNotEqualTo(first.split(" ")[1]);
    }

    @Test
    public void hasNothingOfTheMachine() {
        Unit unit = unit(
                "Handlers.add('N', 'N', function(m) m.reply({ Data = tostring(io) .. tostring(package) .. tostring(debug) .. "
                        + "tostring(dofile) .. tostring(loadfile) .. tostring(os.getenv) .. tostring(os.execute) .. tostring(string.dump) "
                        + ".. tostring(pcall(require, 'io')) }) end)");
        assertThat(reply(unit.send("", "Action", "N"))).isEqualTo("nil".repeat(8) + "false");
    }
}
