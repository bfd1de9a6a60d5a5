package io.fondaco.testing.kit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/**
 * Says why a service is not there: which component would give it, which of its references is not fulfilled, and so on
 * down to the first cause. "Timed out waiting for Market" tells nobody anything.
 */
public final class MissingServiceExplainer {

    private final BundleContext context;

    public MissingServiceExplainer(BundleContext context) {
        this.context = context;
    }

    /** Sentences from the missing service down to the causes; one line when it is there after all. */
    public List<String> explain(String service) {
        ServiceReference<ServiceComponentRuntime> found = context.getServiceReference(ServiceComponentRuntime.class);
        if (found == null) {
            return List.of(service + ": no component runtime is here to ask");
        }
        ServiceComponentRuntime runtime = context.getService(found);
        try {
            List<String> lines = new ArrayList<>();
            explain(runtime, service, "", new HashSet<>(), lines);
            return lines;
        } finally {
            context.ungetService(found);
        }
    }

    private void explain(
            ServiceComponentRuntime runtime, String service, String indent, Set<String> seen, List<String> lines) {
        if (context.getServiceReference(service) != null) {
            lines.add(indent + service + " is there");
            return;
        }
        if (!seen.add(service)) {
            lines.add(indent + service + " is missing, see above");
            return;
        }
        List<ComponentDescriptionDTO> givers = runtime.getComponentDescriptionDTOs().stream()
                .filter(d -> Arrays.asList(d.serviceInterfaces).contains(service))
                .toList();
        if (givers.isEmpty()) {
            lines.add(indent + service + " is missing: no component of any active bundle gives it");
            return;
        }
        lines.add(indent + service + " is missing:");
        for (ComponentDescriptionDTO giver : givers) {
            why(runtime, giver, indent + "  ", seen, lines);
        }
    }

    private void why(
            ServiceComponentRuntime runtime,
            ComponentDescriptionDTO giver,
            String indent,
            Set<String> seen,
            List<String> lines) {
        String name = giver.implementationClass + " of " + giver.bundle.symbolicName;
        if (!runtime.isComponentEnabled(giver)) {
            lines.add(indent + name + " is disabled");
            return;
        }
        List<ComponentConfigurationDTO> all = List.copyOf(runtime.getComponentConfigurationDTOs(giver));
        if (all.isEmpty()) {
            lines.add(indent + name + " waits for a configuration " + String.join(", ", giver.configurationPid));
        }
        for (ComponentConfigurationDTO one : all) {
            switch (one.state) {
                case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
                    lines.add(
                            indent + name + " waits for a configuration " + String.join(", ", giver.configurationPid));
                case ComponentConfigurationDTO.UNSATISFIED_REFERENCE -> {
                    lines.add(indent + name + " waits for:");
                    for (UnsatisfiedReferenceDTO missing : one.unsatisfiedReferences) {
                        explain(runtime, wanted(giver, missing), indent + "  ", seen, lines);
                    }
                }
                case ComponentConfigurationDTO.FAILED_ACTIVATION ->
                    lines.add(indent + name + " failed to start: " + one.failure);
                default -> lines.add(indent + name + " is satisfied but not started");
            }
        }
    }

    private static String wanted(ComponentDescriptionDTO giver, UnsatisfiedReferenceDTO missing) {
        return Arrays.stream(giver.references)
                .filter(r -> r.name.equals(missing.name))
                .map(r -> r.interfaceName)
                .findFirst()
                .orElse(missing.name);
    }
}
