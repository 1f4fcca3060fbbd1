using System.Globalization;

namespace Scim.Conformance.Tests.Durability;

/// <summary>Writes as fast as the server answers, one request after the other, until there is no answer any more.</summary>
public sealed class Writer(int number, int seed, IReadOnlyList<string> groups)
{
    private readonly Random _random = new(seed);
    private int _names;
    private int _titles;

    /// <summary>What it made.</summary>
    public Roster Roster { get; } = new();

    /// <summary>The change that was sent and never answered, or null.</summary>
    public Change? Unanswered { get; private set; }

    /// <summary>Writes until the connection breaks.</summary>
    /// <param name="scim">The client.</param>
    /// <param name="answered">Called after each answer.</param>
    /// <param name="ending">Whether the server is being ended; before that, every request must be answered.</param>
    public async Task Run(ScimClient scim, Action answered, Func<bool> ending)
    {
        while (true)
        {
            Change change = Next();
            ScimResponse response;
            try
            {
                response = await change.Send(scim);
            }
            catch (Exception e) when (ending() && e is (HttpRequestException or IOException or TaskCanceledException))
            {
                Unanswered = change;
                return;
            }
            if (response.Status == 503 && ending())
            {
                // A server that is being stopped in order may say so; what became of the request is open.
                Unanswered = change;
                return;
            }
            change.Answered(response);
            answered();
        }
    }

    /// <summary>Brings the model up to date about the unanswered change.</summary>
    public void Resolve(Observation seen)
    {
        Unanswered?.Resolve(seen);
        Unanswered = null;
    }

    private Change Next()
    {
        int dice = _random.Next(100);
        if (Roster.People.Count < 8 || dice < 25)
            return new Create(Roster, Name());
        return dice switch
        {
            < 40 => new Rename(Roster, Somebody(), Name(), $"t{_titles++}"),
            < 45 => new Refused(Somebody(), null),
            < 50 => Roster.People is [var first, .., var last] ? new Refused(first, last) : new Create(Roster, Name()),
            < 62 => new Delete(Roster, Somebody()),
            _ => Membership(),
        };
    }

    private MembershipChange Membership()
    {
        string group = groups[_random.Next(groups.Count)];
        Person[] some = [.. Enumerable.Range(0, 1 + _random.Next(5)).Select(_ => Somebody()).Distinct()];
        return new MembershipChange(group, [.. some.Where(person => !person.Groups.Contains(group))],
            [.. some.Where(person => person.Groups.Contains(group))]);
    }

    private Person Somebody() => Roster.People[_random.Next(Roster.People.Count)];

    // A new name, or one that had a holder before.
    private string Name() => Roster.FreeNames.Count > 0 && _random.Next(3) == 0
        ? Roster.TakeFree(_random.Next(Roster.FreeNames.Count))
        : string.Create(CultureInfo.InvariantCulture, $"w{number}.n{_names++}");
}
