using Scim.Grains.Storage;

namespace Scim.Storage.Databases;

/// <summary>A rule that the program checks inside the transaction of a commit rejects the commit.</summary>
/// <param name="failure">The reason.</param>
internal sealed class CommitRejectedException(CommitFailure failure) : Exception($"The commit was rejected: {failure}.")
{
    /// <summary>The reason.</summary>
    public CommitFailure Failure => failure;
}
