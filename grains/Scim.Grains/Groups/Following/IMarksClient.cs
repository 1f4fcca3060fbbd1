using Orleans.Runtime;

namespace Scim.Grains.Groups.Following;

/// <summary>The way to the <see cref="IMarksService"/> of another silo.</summary>
internal interface IMarksClient
{
    /// <summary>That of <paramref name="silo"/>.</summary>
    IMarksService At(SiloAddress silo);
}
