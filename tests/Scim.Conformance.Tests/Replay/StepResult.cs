namespace Scim.Conformance.Tests.Replay;

/// <summary>The outcome of one step of a traffic file.</summary>
public enum StepOutcome
{
    /// <summary>The response was as expected.</summary>
    Passed,

    /// <summary>The response differed from the expectation, or there was no response.</summary>
    Failed,

    /// <summary>
    /// The step did not apply: the server does not announce the feature, or an optional earlier capture is missing.
    /// </summary>
    Skipped,
}

/// <summary>The outcome of one step, for the report.</summary>
public sealed record StepResult(
    string Id,
    string Title,
    string Reference,
    string Request,
    StepOutcome Outcome,
    IReadOnlyList<string> Reasons,
    ScimResponse? Response
)
{
    private const int MaxShownLength = 400;

    /// <summary>Formats the outcome for an administrator of a SCIM server.</summary>
    public override string ToString()
    {
        string text = $"{Outcome} {Id} {Title}\n    {Request}\n    ref: {(Reference.Length > 0 ? Reference : "-")}";
        text += string.Concat(Reasons.Select(reason => $"\n    - {reason}"));
        return Response is null
            ? text
            : $"{text}\n    response ({Response.Status}): "
                + Response.Body[..Math.Min(MaxShownLength, Response.Body.Length)];
    }
}
