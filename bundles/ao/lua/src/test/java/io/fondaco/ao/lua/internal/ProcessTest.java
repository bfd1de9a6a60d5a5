package io.fondaco.ao.lua.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.ao.spi.Outcome;
import org.junit.Test;

public class ProcessTest {
    private static final String COUNTER =
            """
            count = 0
            Handlers.add("Add", { Action = "Add" }, function(msg)
              count = count + tonumber(msg.Quantity)
              msg.reply({ Data = tostring(count), Result = "ok" })
            end)
            Handlers.add("Fail", { Action = "Fail" }, function(msg)
              count = count + 1000
              error("no: " .. msg.Data)
            end)
            """;

    @Test
    public void runsTheModuleFirstAndRepliesWithReferencesAndAnchor() {
        Unit unit = Unit.sealed(COUNTER);
        assertThat(unit.boot().error()).isEmpty();
        Outcome outcome = unit.send("", "Action", "Add", "Quantity", "5", "Reference", "77");
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.messages()).hasSize(1);
        Outcome.Sent sent = outcome.messages().get(0);
        assertThat(sent.target()).isEqualTo(Unit.OWNER);
        assertThat(Unit.text(sent)).isEqualTo("5");
        assertThat(sent.anchor()).isEqualTo("0".repeat(31) + "1");
        assertThat(Unit.tag(sent.tags(), "Reference")).isEqualTo("1");
        assertThat(Unit.tag(sent.tags(), "X-Reference")).isEqualTo("77");
        assertThat(Unit.tag(sent.tags(), "Result")).isEqualTo("ok");
        assertThat(Unit.tag(sent.tags(), "Data-Protocol")).isEqualTo("ao");
    }

    @Test
    public void anErrorNamesItsLineAndTakesBackAllThatWasDone() {
        Unit unit = Unit.sealed(COUNTER);
        unit.boot();
        unit.send("", "Action", "Add", "Quantity", "5");
        String before = unit.hash();
        Outcome outcome = unit.send("bad", "Action", "Fail");
        assertThat(outcome.error()).contains("module:8: no: bad");
        assertThat(outcome.messages()).isEmpty();
        assertThat(unit.hash()).isEqualTo(before);
        assertThat(Unit.text(unit.send("", "Action", "Add", "Quantity", "1")
                        .messages()
                        .get(0)))
                .isEqualTo("6");
    }

    @Test
    public void aSealedProcessKnowsNoEval() {
        Unit unit = Unit.sealed(COUNTER);
        unit.boot();
        Outcome outcome = unit.eval("count = 99");
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.output()).isEmpty();
        assertThat(Unit.text(unit.send("", "Action", "Add", "Quantity", "1")
                        .messages()
                        .get(0)))
                .isEqualTo("1");
    }

    @Test
    public void theOwnerOfAnOpenProcessEvaluatesCode() {
        Unit unit = Unit.open("");
        unit.boot();
        Outcome outcome = unit.eval("print('hi') return 1 + 1");
        assertThat(outcome.output()).contains("\"output\":\"hi\\n2\"");
        assertThat(unit.sendFrom("somebody", "somebody", "x = 1", "Action", "Eval")
                        .output())
                .contains("New Message From");
        assertThat(unit.eval("x").output()).contains("\"output\":\"\"");
        assertThat(unit.eval("#Inbox").output()).contains("\"output\":\"1\"");
        assertThat(unit.eval("{a=1}").output()).contains("\"json\":\"{\\\"a\\\":1}\"");
        assertThat(unit.eval("error('x')").error()).contains("[string \"aos\"]:1: x");
        assertThat(unit.eval("x = = 1").error())
                .hasValueSatisfying(e -> assertThat(e).contains("unexpected symbol"));
    }

    @Test
    public void refusesToBeginTwoEvaluationsAtOnce() {
        Unit unit = Unit.sealed("");
        unit.instance.evaluate(unit.message(Unit.OWNER, Unit.OWNER, ""));
        assertThatThrownBy(() -> unit.instance.evaluate(unit.message(Unit.OWNER, Unit.OWNER, "")))
                .isInstanceOf(IllegalStateException.class);
    }
}
