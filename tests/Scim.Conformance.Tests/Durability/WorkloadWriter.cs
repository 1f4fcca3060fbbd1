using System.Globalization;

namespace Scim.Conformance.Tests.Durability;

/// <summary>Writes sequentially at full speed until the server stops answering.</summary>
public sealed class WorkloadWriter(int number, int seed, IReadOnlyList<string> groups)
{
    private readonly Random _random = new(seed);
    private int _nameCount;
    private int _titleCount;

    /// <summary>The model of the users that this writer created.</summary>
    public WriterModel Model { get; } = new();

    /// <summary>The change that was sent and not answered, or null.</summary>
    public PendingChange? Unanswered { get; private set; }

    /// <summary>Writes until the connection breaks.</summary>
    /// <param name="scim">The client.</param>
    /// <param name="answered">Called after each answer.</param>
    /// <param name="ending">Whether the server is being ended. Before that, every request must be answered.</param>
    public async Task RunAsync(ScimClient scim, Action answered, Func<bool> ending)
    {
        while (true)
        {
            PendingChange change = CreateNextChange();
            ScimResponse response;
            try
            {
                response = await change.SendRequestAsync(scim);
            }
            catch (Exception e) when (ending() && e is (HttpRequestException or IOException or TaskCanceledException))
            {
                Unanswered = change;
                return;
            }
            if (response.Status == 503 && ending())
            {
                // A server that stops gracefully may answer 503; the outcome of the request is unknown.
                Unanswered = change;
                return;
            }
            change.ApplyResponse(response);
            answered();
        }
    }

    /// <summary>Updates the model with the outcome of the unanswered change.</summary>
    public void ResolveUnanswered(TenantObservation seen)
    {
        Unanswered?.ResolveUnanswered(seen);
        Unanswered = null;
    }

    private PendingChange CreateNextChange()
    {
        int dice = _random.Next(100);
        if (Model.Users.Count < 8 || dice < 25)
            return new UserCreation(Model, PickName());
        return dice switch
        {
            < 40 => new UserRename(Model, PickUser(), PickName(), $"t{_titleCount++}"),
            < 45 => new RejectedNameChange(PickUser(), null),
            < 50 => Model.Users is [var first, .., var last]
                ? new RejectedNameChange(first, last)
                : new UserCreation(Model, PickName()),
            < 62 => new UserDeletion(Model, PickUser()),
            _ => CreateMembershipChange(),
        };
    }

    private GroupMembershipChange CreateMembershipChange()
    {
        string group = groups[_random.Next(groups.Count)];
        AcknowledgedUser[] some = [.. Enumerable.Range(0, 1 + _random.Next(5)).Select(_ => PickUser()).Distinct()];
        return new GroupMembershipChange(
            group,
            [.. some.Where(person => !person.Groups.Contains(group))],
            [.. some.Where(person => person.Groups.Contains(group))]
        );
    }

    private AcknowledgedUser PickUser() => Model.Users[_random.Next(Model.Users.Count)];

    // A new name, or one that was used before and is free again.
    private string PickName() =>
        Model.FreeNames.Count > 0 && _random.Next(3) == 0
            ? Model.TakeFreeName(_random.Next(Model.FreeNames.Count))
            : string.Create(CultureInfo.InvariantCulture, $"w{number}.n{_nameCount++}");
}
